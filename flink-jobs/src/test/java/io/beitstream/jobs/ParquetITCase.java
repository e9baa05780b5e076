package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.parquet.PlainCodecs;
import io.beitstream.jobs.parquet.RecordFiles;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.FileSize;
import io.beitstream.jobs.sink.ParquetFileSinks;
import io.beitstream.jobs.sink.Partitioning;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Stage;
import io.beitstream.schemas.TokenSequence;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job from Parquet and images of a plugged-in file system to Parquet. */
class ParquetITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final MessageType ROW =
            MessageTypeParser.parseMessageType(
                    "message schema { required binary id (STRING); optional group image { optional binary bytes; } optional int64 label; }");
    private static final int ROWS = 60;

    @TempDir private Path directory;

    @Test
    void everyImageIsOnceInFilesOfItsPartition() throws Exception {
        Path in = Files.createDirectories(directory.resolve("in"));
        Files.write(in.resolve("alone.png"), picture(99));
        Files.writeString(in.resolve("none.jpg"), "no image");
        writeRows(in.resolve("rows.parquet"));

        run(in);

        List<TokenSequence> tokens = read("tokens", TokenSequence.class);
        assertThat(tokens).extracting(TokenSequence::getImageId).doesNotHaveDuplicates();
        assertThat(tokens).hasSize(ROWS + 1);
        assertThat(tokens)
                .filteredOn(token -> token.getImageId().equals("row-7"))
                .singleElement()
                .satisfies(
                        token -> {
                            assertThat(token.getAttributes()).isEqualTo(Map.of("label", "1"));
                            assertThat(token.getCodes()).hasSize(64);
                        });
        assertThat(folders("tokens"))
                .containsExactlyInAnyOrder(
                        "label=0", "label=1", "label=2", "label=__HIVE_DEFAULT_PARTITION__");
        assertThat(files("tokens", ".part-")).as("small files left").isEmpty();
        List<DeadLetter> deadLetters = read("dead-letters", DeadLetter.class);
        assertThat(deadLetters).extracting(DeadLetter::getImageId).containsExactly("none.jpg");
        assertThat(deadLetters.get(0).getStage()).isEqualTo(Stage.DECODE);
    }

    private void run(Path in) throws Exception {
        Path model = directory.resolve("tokenizer");
        ModelConfig config = ModelPreset.TINY.tokenizer("tok", Map.of());
        ModelDirectory.write(model, config, config.network().initialState(new Random(1)));
        StreamExecutionEnvironment env = CheckpointedFiles.environment(directory);
        String images = "twin://" + in;
        FetchAccess access = new FetchAccess(Set.of("twin"), Set.of(), false, Set.of(images));
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                ModelSpecs.of(InferenceOptions.CPU_FP32).tokenizer(model),
                                null,
                                InferenceSettings.of(
                                        InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)))
                        .with(
                                PrepareOptions.DEFAULTS.with(
                                        FetchOptions.DEFAULTS.withAccess(access))),
                ImageFileFormat.source(new org.apache.flink.core.fs.Path(images), 1 << 20),
                ParquetFileSinks.of(
                        new org.apache.flink.core.fs.Path(directory.resolve("out").toUri()),
                        List.of("embeddings"),
                        Partitioning.of("attribute:label"),
                        new FileSize(1 << 20, 2)));
        env.execute();
    }

    private static void writeRows(Path file) throws Exception {
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withConf(new PlainParquetConfiguration())
                        .withType(ROW)
                        .withCodecFactory(new PlainCodecs())
                        .withCompressionCodec(CompressionCodecName.SNAPPY)
                        .build()) {
            for (int i = 0; i < ROWS; i++) {
                Group row = new SimpleGroup(ROW).append("id", "row-" + i).append("label", i % 3L);
                row.addGroup("image").append("bytes", Binary.fromConstantByteArray(picture(i)));
                writer.write(row);
            }
        }
    }

    private static byte[] picture(int color) throws Exception {
        BufferedImage image = new BufferedImage(70, 70, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillRect(color % 60, 5, 10, 40);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private <T extends SpecificRecord> List<T> read(String folder, Class<T> type) throws Exception {
        List<T> records = new ArrayList<>();
        for (Path file : files(folder, "compacted-part-")) {
            try (ParquetReader<T> reader =
                    RecordFiles.reader(new org.apache.flink.core.fs.Path(file.toUri()), type)) {
                for (T record = reader.read(); record != null; record = reader.read()) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    private List<Path> files(String folder, String prefix) throws Exception {
        try (Stream<Path> found = Files.walk(directory.resolve("out").resolve(folder))) {
            return found.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    private List<String> folders(String folder) throws Exception {
        try (Stream<Path> found = Files.list(directory.resolve("out").resolve(folder))) {
            return found.map(path -> path.getFileName().toString()).toList();
        }
    }
}
