package io.beitstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published tokenizer on the published demo image, for people who hold both: put them into one
 * folder and name it in the variable BEITSTREAM_PUBLISHED.
 */
class PublishedTokenizerTest {
    private static final String WEIGHTS = "vqkd_encoder_base_decoder_1x768x12_clip-d93179da.pth";
    private static final String IMAGE = "ILSVRC2012_val_00031649.JPEG";
    private static final int NEAR_TIES = 4;
    @TempDir private Path directory;

    @Test
    void theDemoImageBecomesThePublishedSquare() throws Exception {
        RgbImage square = io.beitstream.model.image.Preprocessing.ofInputSize(224).apply(decode());

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(square.pixels());
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("897494308869920634cf4390a99173cee19fee84478aab11a8ed23658a75b2c8");
    }

    @Test
    void theDemoImageGetsThePublishedCodes() throws Exception {
        Path weights = held(WEIGHTS);
        ConvertedModel model = CheckpointImporter.convert(weights, ImportOptions.AUTO, Map.of());
        ModelDirectory.write(directory.resolve("vqkd"), model.config(), model.state());
        int[] codes;
        try (Tokenizer tokenizer =
                ModelLoader.loadTokenizer(directory.resolve("vqkd"), InferenceOptions.CPU_FP32)) {
            codes = tokenizer.tokenize(List.of(tokenizer.preprocessing().apply(decode()))).get(0);
        }
        int[] published = publishedCodes();
        int different = 0;
        for (int i = 0; i < published.length; i++) {
            different += codes[i] == published[i] ? 0 : 1;
        }
        assertThat(different)
                .as("codes that differ from the published ones")
                .isLessThanOrEqualTo(NEAR_TIES);
    }

    private static RgbImage decode() throws Exception {
        return ImageDecoder.withDefaults().decode(Files.readAllBytes(held(IMAGE)));
    }

    private static Path held(String name) {
        String folder = System.getenv("BEITSTREAM_PUBLISHED");
        assumeTrue(folder != null, "skipped: BEITSTREAM_PUBLISHED names no folder with " + name);
        Path file = Path.of(String.valueOf(folder), name);
        assumeTrue(Files.isRegularFile(file), "skipped: there is no " + file);
        return file;
    }

    private static int[] publishedCodes() throws Exception {
        try (InputStream in =
                PublishedTokenizerTest.class.getResourceAsStream("/published_demo_codes.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.trim().split("\\s+")).mapToInt(Integer::parseInt).toArray();
        }
    }
}
