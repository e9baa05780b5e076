package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitenCommandTest {
    private static final int IMAGES = 40;

    @TempDir static Path folder;
    private static Path encoder;
    private static Path images;
    private static final List<byte[]> BYTES = new ArrayList<>();

    @BeforeAll
    static void make() throws Exception {
        encoder = folder.resolve("encoder");
        assertThat(Outcome.run("init --preset tiny --kind encoder --out " + encoder).code())
                .isZero();
        images = Files.createDirectories(folder.resolve("images"));
        List<SampleImages.Sample> samples = SampleImages.create();
        for (int i = 0; i < IMAGES; i++) {
            BYTES.add(samples.get(i).bytes());
            Files.write(images.resolve(i + ".jpg"), BYTES.get(i));
        }
        Files.writeString(images.resolve("broken.jpg"), "no image");
    }

    @Test
    void theImagesThatItWasFittedToHaveTheVarianceOne() throws Exception {
        Path out = folder.resolve("whitened");

        Outcome outcome = whiten("--embedding quadrants --layers 3,6 --dimension 8 --out " + out);

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("gives 8 values for 1536 of ", "of 40 images");
        List<float[]> vectors = vectors(out);
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b <= a; b++) {
                double mean = 0;
                double product = 0;
                for (float[] vector : vectors) {
                    mean += vector[a] / IMAGES;
                    product += (double) vector[a] * vector[b] / IMAGES;
                }
                assertThat(mean).isCloseTo(0, within(0.01));
                assertThat(product).isCloseTo(a == b ? 1 : 0, within(0.02));
            }
        }
        assertThat(Outcome.run("inspect " + out).out())
                .contains("vectors are whitened: 8 values for 1536, quadrants of blocks [3, 6]");
        assertThat(ModelDirectory.configOf(out).provenance())
                .containsEntry("whitened_from", ModelDirectory.openEncoder(encoder).id().toString())
                .containsEntry("whitened_on", images + ", 40 images");
    }

    @Test
    void aWhitenedEncoderIsNotWhitenedTwiceAndSaysWhereItIsLeftBehind() {
        Path once = folder.resolve("once");
        assertThat(whiten("--dimension 4 --out " + once).code()).isZero();

        Outcome twice =
                Outcome.run(
                        "whiten --encoder %s --images %s --dimension 2 --out %s"
                                .formatted(once, images, folder.resolve("twice")));
        Outcome exported =
                Outcome.run(
                        "export %s --format huggingface --out %s"
                                .formatted(once, folder.resolve("hf")));

        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("is whitened already");
        assertThat(exported.code()).isZero();
        assertThat(exported.out()).contains("without its whitening");
        assertThat(folder.resolve("hf/whitening.safetensors")).doesNotExist();
    }

    @Test
    void tooFewImagesAndTooManyValuesAreRefused() {
        Path out = folder.resolve("never");

        Outcome few = whiten("--out " + out);
        Outcome wide = whiten("--dimension 193 --out " + out);
        Outcome existing = whiten("--out " + encoder);

        assertThat(List.of(few.code(), wide.code(), existing.code())).containsOnly(2);
        assertThat(few.err()).contains("41 images", "too few for 192 values: give at least 768");
        assertThat(wide.err()).contains("choose a --dimension from 1 to 192, not 193");
        assertThat(existing.err()).contains("already holds a model");
        assertThat(out).doesNotExist();
    }

    private static Outcome whiten(String more) {
        return Outcome.run(
                "whiten --encoder %s --images %s --precision fp32 %s"
                        .formatted(encoder, images, more));
    }

    private static List<float[]> vectors(Path directory) throws Exception {
        try (Encoder network = ModelLoader.loadEncoder(directory, InferenceOptions.CPU_FP32)) {
            List<RgbImage> squares = new ArrayList<>();
            for (byte[] bytes : BYTES) {
                squares.add(
                        network.preprocessing().apply(ImageDecoder.withDefaults().decode(bytes)));
            }
            return network.encode(squares).stream().map(Embedding::vector).toList();
        }
    }
}
