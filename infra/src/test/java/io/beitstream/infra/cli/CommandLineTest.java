package io.beitstream.infra.cli;

import static io.beitstream.infra.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.demo.SampleImages;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir static Path models;
    @TempDir Path directory;

    @BeforeAll
    static void makeModels() {
        for (String kind : new String[] {"tokenizer", "encoder"}) {
            Outcome made =
                    run(
                            "init --preset tiny --kind "
                                    + kind
                                    + " --seed 3 --out "
                                    + models.resolve(kind));
            assertThat(made.code()).as(made.err()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "demo --nonsense",
                "demo --images /does/not/exist",
                "demo --precision fp7",
                "demo --precision fp16",
                "export . --format safetensors --precision auto --out x",
                "export . --format safetensors --precision int8 --calibration-images . --out x",
                "export . --format torchscript --precision int8 --out x",
                "demo --device gpu --precision int8",
                "demo --device tpu",
                "demo --batch-size 0",
                "init --preset huge --kind encoder --out x",
                "init --preset tiny",
                "inspect",
                "inspect /does/not/exist",
                "tokenize --tokenizer /does/not/exist a.jpg",
                "verify",
                "verify /does/not/exist",
                "extract",
                "extract --encoder e --images /does/not/exist --out o",
                "extract --encoder /does/not/exist --images / --out o",
                "extract --encoder e --images / --out /",
                "extract --encoder e --images / --tokens-topic t",
                "extract --encoder e --input-topic i --images / --out o",
                "extract --encoder e --images / --out o --checkpoint-interval soon",
                "extract --encoder e --images / --out o --shadow-topic s",
                "reembed",
                "reembed --encoder e --images / --out o --control-topic c",
                "reembed --encoder e --images / --out o --follow",
                "rollout promote --model m",
                "rollout promote --control-topic c",
                "rollout start --control-topic c --bootstrap-servers noport",
                "rollout status --control-topic c --bootstrap-servers noport",
                "extract --encoder e --images / --out o --metrics-host localhost",
                "index --name n --embeddings-topic e --metrics-host localhost",
                "bench --images /",
                "bench --images /does/not/exist",
                "bench --tokenizer /does/not/exist",
                "bench --only everything",
                "bench --rounds 0",
                "scale --gpus 0",
                "scale --prepare-ms 0",
                "scale --cores-per-gpu none",
                "scale --batch-ms 10",
                "bench --job-images 0",
                "train-tokenizer --out o",
                "train-tokenizer --data /does/not/exist --out /tmp/never",
                "train-tokenizer --data / --out o --preset base",
                "train-tokenizer --data / --out o --teacher oracle",
                "train-tokenizer --data / --out o --set optimizer.speed=3",
                "train-tokenizer --data / --out o --epochs 0",
                "train-tokenizer --data / --out o --precision fp16",
                "train-tokenizer --data / --out o --config /does/not/exist",
                "train-tokenizer --data / --out o --preset huge",
                "train-tokenizer --data / --out o --preset base-encoder --teacher hog",
                "train-tokenizer --data / --out o --set epochs=many",
                "recipe huge",
                "pretrain --data / --out o",
                "pretrain --data / --out o --tokenizer /does/not/exist",
                "evaluate --test src",
                "evaluate --encoder /does/not/exist --test src --train src",
                "evaluate --features colours --test src --train src",
                "evaluate --tokenizer e --test /does/not/exist",
                "snapshot --out o",
                "snapshot --input-topic t --out o",
                "snapshot --images /does/not/exist --out o",
                "index",
                "index --name n --embeddings-topic e",
                "index --name a/b --embeddings-topic e --bootstrap-servers localhost:1",
                "index --name n --embeddings-topic e --tokens-topic e --bootstrap-servers localhost:1",
                "index --name n --embeddings-topic e --bootstrap-servers b --commit-interval-s 0",
                "index --name n --embeddings-topic e --bootstrap-servers b --max-connections 1",
                "index --name n --embeddings-topic e --bootstrap-servers noport --index-dir target/no-index"
            })
    void mistakesEndWithOneLineAndCodeTwo(String arguments) {
        Outcome outcome = run(arguments);

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err().strip().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err()).startsWith("beitstream").doesNotContain("Exception");
        assertThat(outcome.out()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo ",
                "extract ",
                "init ",
                "inspect ",
                "tokenize ",
                "verify ",
                "bench ",
                "scale ",
                "train-tokenizer ",
                "pretrain ",
                "recipe ",
                "evaluate ",
                "snapshot ",
                "index ",
                "rollout ",
                "rollout start ",
                "rollout shadow ",
                "rollout promote ",
                "rollout rollback ",
                "rollout status ",
                "reembed ",
                "dead-letters ",
                "dead-letters list ",
                "dead-letters show ",
                "dead-letters replay "
            })
    void helpIsEverywhere(String command) {
        Outcome outcome = run(command + "--help");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("Usage: beitstream");
    }

    @Test
    void initInspectAndTokenizeWorkTogether() throws Exception {
        Path tokenizer = models.resolve("tokenizer");
        SampleImages.Sample sample = SampleImages.create().get(0);
        Path image = Files.write(directory.resolve("picture.jpg"), sample.bytes());

        assertThat(run("inspect " + tokenizer).out())
                .contains("tiny-tokenizer@", "3,281,024 parameters");
        assertThat(run("inspect --tensors " + tokenizer).out())
                .contains("quantize.embedding.weight");
        Outcome grid = run("tokenize --tokenizer %s %s".formatted(tokenizer, image));
        assertThat(grid.out().lines()).hasSize(9);
        JsonNode json =
                new ObjectMapper()
                        .readTree(
                                run("tokenize --json --tokenizer %s %s %s"
                                                .formatted(tokenizer, image, image))
                                        .out());
        assertThat(json).hasSize(2);
        assertThat(json.get(0).get("codes")).hasSize(64).isEqualTo(json.get(1).get("codes"));
    }

    @Test
    void int8IsExportedWithWhatItCosts() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images"));
        for (SampleImages.Sample sample : SampleImages.create().subList(0, 4)) {
            Files.write(images.resolve(sample.id() + ".jpg"), sample.bytes());
        }
        String command =
                "export %s --format torchscript --precision int8 --calibration-images %s --out %s "
                        .formatted(models.resolve("encoder"), images, directory.resolve("int8.pt"));

        Outcome asked = run(command + "--least-cosine 1");
        Outcome exported = run(command);

        assertThat(asked.code()).isEqualTo(2);
        assertThat(asked.err()).contains("no choice of layers keeps a cosine of 1.0 in int8");
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("in int8", "cosine with fp32 on 4 images: mean ");
        assertThat(directory.resolve("int8.pt")).isNotEmptyFile();
    }

    @Test
    void aModelIsNotOverwritten() {
        Outcome again = run("init --preset tiny --kind encoder --out " + models.resolve("encoder"));

        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("already holds a model");
    }

    @Test
    void tokenizingWhatIsNoImageSaysSo() throws Exception {
        Path text = Files.writeString(directory.resolve("text.jpg"), "words");

        Outcome outcome =
                run("tokenize --tokenizer %s %s".formatted(models.resolve("tokenizer"), text));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("text.jpg", "no JPEG, PNG");
    }

    @Test
    void extractTurnsAFolderIntoAvroFiles() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images"));
        for (SampleImages.Sample sample : SampleImages.create().subList(0, 6)) {
            Files.write(images.resolve(sample.id()), sample.bytes());
        }
        Files.writeString(images.resolve("broken.png"), "words");
        Path out = directory.resolve("out");
        String models =
                "--tokenizer %s --encoder %s"
                        .formatted(
                                CommandLineTest.models.resolve("tokenizer"),
                                CommandLineTest.models.resolve("encoder"));

        Outcome outcome =
                run(
                        "extract %s --images %s --out %s --format avro --parallelism 1"
                                .formatted(models, images, out));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(FileCounts.of(Location.of(out), List.of("")))
                .containsEntry("tokens", 6L)
                .containsEntry("embeddings", 6L)
                .containsEntry("dead-letters", 1L);
    }

    @Test
    void extractPublishesTheSelectedFeaturesAndNamesThem() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images"));
        Files.write(images.resolve("a.jpg"), SampleImages.create().get(0).bytes());
        Path out = directory.resolve("out");

        Outcome outcome =
                run(
                        "extract --encoder %s --images %s --out %s --parallelism 1 --embedding mean --normalize --layers 3,6 --patch-embeddings"
                                .formatted(models.resolve("encoder"), images, out));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path file;
        try (Stream<Path> files = Files.list(out.resolve("embeddings"))) {
            file = files.findFirst().orElseThrow();
        }
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            GenericRecord record = reader.next();
            assertThat(record.get("pooling")).hasToString("mean");
            assertThat(record.get("normalized")).isEqualTo(true);
            assertThat(record.get("layers")).hasToString("[3, 6]");
            assertThat((List<?>) record.get("vector")).hasSize(2 * 192);
            assertThat(((ByteBuffer) record.get("patchEmbeddings")).remaining())
                    .isEqualTo(64 * 192 * 4);
            assertThat(record.get("gridHeight")).isEqualTo(8);
            assertThat(record.get("precision").toString()).matches("fp32|bf16");
            assertThat(outcome.out()).contains("precision " + record.get("precision") + ": ");
        }
    }

    @Test
    void aLayerThatTheEncoderDoesNotHaveIsAMistake() {
        Outcome outcome =
                run(
                        "extract --encoder %s --images %s --out %s --layers 7"
                                .formatted(
                                        models.resolve("encoder"),
                                        models,
                                        directory.resolve("out")));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("layer 7 was selected");
    }

    @Test
    void extractOnAGpuThatIsNotThereFailsAtOnceAndSaysWhy() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images"));
        Files.write(images.resolve("a.jpg"), SampleImages.create().get(0).bytes());

        Outcome outcome =
                run(
                        "extract --device gpu:99 --encoder %s --images %s --out %s --parallelism 1"
                                .formatted(
                                        models.resolve("encoder"),
                                        images,
                                        directory.resolve("out")));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.err()).contains("gpu:99", "--device cpu");
    }

    @Test
    void aBrokerThatIsNotThereIsNamed() throws Exception {
        Path patience = directory.resolve("patience.properties");
        Files.writeString(patience, "default.api.timeout.ms=1000\nrequest.timeout.ms=1000\n");
        Outcome outcome =
                run(
                        "extract --encoder %s --input-topic i --bootstrap-servers localhost:1 --kafka-properties %s --tokens-topic t --embeddings-topic e --dead-letters-topic d"
                                .formatted(models.resolve("encoder"), patience));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("localhost:1", "does not answer");
    }
}
