package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.ShippedModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AtlasCommandTest {
    private static final Pattern HITS = Pattern.compile("data-hits=\"(\\d+)\"");

    @TempDir static Path folder;
    private static Path tokenizer;
    private static Path images;

    @BeforeAll
    static void make() throws Exception {
        tokenizer = ShippedModels.tokenizer(folder.resolve("models"));
        images = Files.createDirectories(folder.resolve("images"));
        List<SampleImages.Sample> samples = SampleImages.create();
        for (int i = 0; i < 12; i++) {
            Files.write(images.resolve(i + ".jpg"), samples.get(i).bytes());
        }
    }

    @Test
    void everyPatchIsCountedAtItsCode() throws Exception {
        Path page = folder.resolve("atlas.html");

        assertThat(run("atlas", "--tokenizer", tokenizer, "--images", images, "--out", page))
                .isZero();

        String html = Files.readString(page);
        List<Long> hits =
                HITS.matcher(html).results().map(found -> Long.valueOf(found.group(1))).toList();
        assertThat(hits).hasSize(512);
        assertThat(hits.stream().mapToLong(Long::longValue).sum()).isEqualTo(12 * 64);
        assertThat(html).contains("12 images", "id=\"c511\"").doesNotContain("{{");
    }

    @Test
    void aPictureNeedsADecoder() {
        assertThat(
                        run(
                                "tokenize",
                                "--tokenizer",
                                tokenizer,
                                "--reconstruct",
                                folder.resolve("out.png"),
                                images.resolve("0.jpg")))
                .isEqualTo(2);
    }

    @Test
    void aTokenizerIsNoDecoder() {
        assertThat(
                        run(
                                "tokenize",
                                "--tokenizer",
                                tokenizer,
                                "--decoder",
                                tokenizer,
                                "--reconstruct",
                                folder.resolve("out.png"),
                                images.resolve("0.jpg")))
                .isEqualTo(2);
    }

    private static int run(Object... arguments) {
        CommandLine commandLine =
                Beitstream.commandLine(new Beitstream())
                        .setOut(new PrintWriter(new StringWriter()))
                        .setErr(new PrintWriter(new StringWriter()));
        return commandLine.execute(
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }
}
