package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.data.ShardServer;
import io.beitstream.infra.data.Shards;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.jobs.parquet.PlainCodecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training data from elsewhere, and from tables, through the commands. */
class TrainingDataTest {
    private static final String SMALL =
            """
            {"epochs": 1, "batch_size": 16, "rounds": {"steps": 1}, "augmentation": {"size": 32},
             "task": {"architecture": {"img_size": 32, "embed_dim": 32, "depth": 2, "num_heads": 2}}}
            """;
    private static final MessageType HUGGING_FACE =
            MessageTypeParser.parseMessageType(
                    """
                    message schema {
                      optional group image { optional binary bytes; optional binary path (STRING); }
                      optional int64 label;
                    }
                    """);
    private static final List<SampleImages.Sample> SAMPLES = SampleImages.create().subList(0, 32);

    @TempDir private Path directory;
    private Path config;
    private Path out;

    @BeforeEach
    void configure() throws Exception {
        config = Files.writeString(directory.resolve("small.json"), SMALL);
        out = directory.resolve("run");
    }

    private static byte[] shard(int first, int end) {
        Map<String, byte[]> entries = new HashMap<>();
        for (SampleImages.Sample sample : SAMPLES.subList(first, end)) {
            entries.put(sample.id(), sample.bytes());
        }
        return Shards.of(entries);
    }

    private Outcome train(String data) {
        return Outcome.run(
                "train-tokenizer --data %s --out %s --config %s --set task.architecture.codebook_size=32"
                        .formatted(data, out, config));
    }

    private JsonNode run() throws Exception {
        return new ObjectMapper().readTree(out.resolve("run.json").toFile());
    }

    @Test
    void shardsByHttpAreFetchedOnceAndMayMove() throws Exception {
        String url;
        try (ShardServer server = new ShardServer()) {
            server.put("a/train-00.tar", shard(0, 16)).put("a/train-01.tar", shard(16, 32));
            url = server.url("a/train-{00..01}.tar");
            Outcome trained = train(url + "?signature=secret");
            assertThat(trained.code()).as(trained.err()).isZero();
            assertThat(trained.out())
                    .contains("fetched 2 of 2 files", "training: 32 images, 1 epochs of 2 steps");
        }
        assertThat(run().path("data").asText()).isEqualTo(url);
        assertThat(out.resolve("config.json")).content().doesNotContain("secret");
        assertThat(out.resolve("data"))
                .isDirectoryContaining("glob:**/train-00.tar")
                .isDirectoryContaining("glob:**/train-01.tar");

        Outcome again = train(url); // the server is gone
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("finished already").doesNotContain("fetch");

        Path shards = Files.createDirectories(directory.resolve("shards"));
        Files.write(shards.resolve("train-00.tar"), shard(0, 16));
        Files.write(shards.resolve("train-01.tar"), shard(16, 32));
        Outcome moved = train("shelf://" + shards);
        assertThat(moved.code()).as(moved.err()).isZero();
        assertThat(moved.out()).contains("has the files that " + out.resolve("data"));
        Outcome local = train(shards.toString());
        assertThat(local.code()).as(local.err()).isZero();
        assertThat(run().path("data").asText()).isEqualTo(shards.toString());

        Files.write(shards.resolve("train-02.tar"), shard(0, 16));
        Outcome other = train("shelf://" + shards + "/");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("holds other images than those");
    }

    @Test
    void aRunFindsItsDataWhereItHasMovedAndBringsThemBack() throws Exception {
        try (ShardServer server = new ShardServer()) {
            server.put("train.tar", shard(0, 32));
            String url = server.url("train.tar");
            Path first = out;
            assertThat(train(url).code()).isZero();
            out = Files.move(first, directory.resolve("moved"));
            asIfStopped();
            Outcome moved = train(url);
            assertThat(moved.code()).as(moved.err()).isZero();
            assertThat(server.requests()).containsExactly("train.tar");

            FileUtils.deleteDirectory(out.resolve("data").toFile());
            assertThat(train(url).out()).contains("finished already");
            asIfStopped();
            Outcome back = train(url);
            assertThat(back.code()).as(back.err()).isZero();
            assertThat(back.out()).contains("fetched 1 of 1 files");

            Files.createDirectories(out.resolve("data.tables")); // a kill has left them
            Path shards = Files.createDirectories(directory.resolve("shards"));
            Files.write(shards.resolve("train.tar"), shard(0, 32));
            assertThat(train("shelf://" + shards).code()).isZero();
            assertThat(out.resolve("data.tables")).doesNotExist();
        }
    }

    private void asIfStopped() throws Exception {
        Files.delete(out.resolve("config.json"));
        FileUtils.deleteDirectory(out.resolve("rounds/000002").toFile());
    }

    @Test
    void shardsWithoutClassesAreToldBeforeTheyAreACopy() throws Exception {
        try (ShardServer server = new ShardServer()) {
            server.put("train.tar", Shards.of(Map.of("1.png", SAMPLES.get(0).bytes())));
            String command = "finetune --data %s --out %s --config %s --print-config";
            Outcome none = Outcome.run(command.formatted(server.url("train.tar"), out, config));

            assertThat(none.code()).isEqualTo(2);
            Path partial = out.resolve("data.partial");
            assertThat(none.err())
                    .contains("1 of 1 images of " + server.url("train.tar") + " have no class")
                    .endsWith(", and remove " + partial + " so that they are fetched again\n");
            assertThat(out.resolve("data")).doesNotExist();
        }
    }

    @Test
    void whatCannotBeFetchedIsToldInALine() throws Exception {
        try (ShardServer server = new ShardServer()) {
            Outcome missing = train(server.url("a.tar"));
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.err())
                    .isEqualTo(
                            "beitstream train-tokenizer: the server says 404 for %s: it is not there: look at --data, and at the ends of its {..}\n"
                                    .formatted(server.url("a.tar")));
        }
        Outcome scheme = train("s3://bucket/folder");
        assertThat(scheme.code()).isEqualTo(2);
        assertThat(scheme.err()).contains("FLINK_PLUGINS_DIR").hasLineCount(1);
    }

    private void writeTable(Path file, Map<String, String> metadata) throws Exception {
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withConf(new PlainParquetConfiguration())
                        .withType(HUGGING_FACE)
                        .withExtraMetaData(metadata)
                        .withCodecFactory(new PlainCodecs())
                        .build()) {
            for (int i = 0; i < SAMPLES.size(); i++) {
                writer.write(row(SAMPLES.get(i).bytes(), i % 2));
            }
            writer.write(row("no image".getBytes(StandardCharsets.UTF_8), 0));
        }
    }

    private static Group row(byte[] image, long label) {
        Group row = new SimpleGroup(HUGGING_FACE).append("label", label);
        row.addGroup("image").append("bytes", Binary.fromConstantByteArray(image));
        return row;
    }

    @Test
    void aClassifierIsTrainedOnATableOfHuggingFace() throws Exception {
        Path tables = Files.createDirectories(directory.resolve("tables/data"));
        writeTable(
                tables.resolve("train.parquet"),
                Map.of(
                        "huggingface",
                        """
                        {"info": {"features": {"label": {"names": ["zebra", "apple"], "_type": "ClassLabel"}}}}
                        """));
        String command = "finetune --data %s --out %s --config %s";

        Outcome trained =
                Outcome.run(command.formatted("shelf://" + tables.getParent(), out, config));

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("fetched 1 of 1 files")
                .contains("32 images of shelf://" + tables.getParent() + " are in")
                .contains("not images: 1; the dead letters in " + out.resolve("data"))
                .contains("training: 32 images");
        assertThat(run().at("/config/task/classes").toString()).isEqualTo("[\"apple\",\"zebra\"]");
        assertThat(out.resolve("data.tables")).doesNotExist();

        Outcome moved = Outcome.run(command.formatted(tables.getParent(), out, config));
        assertThat(moved.code()).as(moved.err()).isZero();
        assertThat(moved.out()).contains("has the files that", "finished already");
    }

    @Test
    void rowsWithoutImagesAreRefused() throws Exception {
        Path table = directory.resolve("train.parquet");
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(table))
                        .withConf(new PlainParquetConfiguration())
                        .withType(HUGGING_FACE)
                        .withCodecFactory(new PlainCodecs())
                        .build()) {
            writer.write(row("no image".getBytes(StandardCharsets.UTF_8), 0));
        }
        Outcome none = train(table.toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no image came of " + table + ": 1 dead letters in");
    }
}
