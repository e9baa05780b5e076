package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.recipe.ModelPreset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job on a real cluster, from files to files. */
class FeatureExtractionJobITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final ModelSpecs MODELS = ModelSpecs.of(InferenceOptions.CPU_FP32);

    @TempDir static Path models;
    private static Path tokenizerDirectory;
    private static Path encoderDirectory;

    @TempDir private Path directory;
    private Path images;
    private Path out;

    @BeforeAll
    static void writeModels() throws Exception {
        tokenizerDirectory = write("tokenizer", ModelPreset.TINY.tokenizer("tok", Map.of()));
        encoderDirectory = write("encoder", ModelPreset.TINY.encoder("enc", Map.of()));
    }

    @BeforeEach
    void makeFolder() throws Exception {
        images = Files.createDirectories(directory.resolve("in/sub"));
        out = directory.resolve("out");
        for (int i = 0; i < 5; i++) {
            Files.write(images.resolve("good-" + i + ".png"), picture(i, "png"));
        }
        Files.writeString(images.resolve("text.jpg"), "no image");
        Files.write(images.resolve("empty.png"), new byte[0]);
        byte[] whole = picture(9, "jpeg");
        Files.write(images.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(images.resolve("readme.txt"), "is left out");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(
                        Files.newOutputStream(directory.resolve("in/shard.tar")))) {
            for (int i = 0; i < 4; i++) {
                byte[] bytes = picture(20 + i, "jpeg");
                TarArchiveEntry entry = new TarArchiveEntry("00000" + i + ".jpg");
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
    }

    @Test
    void everyImageComesOutOnceAsFeaturesOrAsADeadLetter() throws Exception {
        run(options(true, true));

        Map<String, GenericRecord> tokens = read("tokens", "imageId");
        Map<String, GenericRecord> embeddings = read("embeddings", "imageId");
        Map<String, GenericRecord> deadLetters = read("dead-letters", "imageId");
        assertThat(tokens)
                .containsOnlyKeys(
                        "sub/good-0.png",
                        "sub/good-1.png",
                        "sub/good-2.png",
                        "sub/good-3.png",
                        "sub/good-4.png",
                        "shard.tar/000000.jpg",
                        "shard.tar/000001.jpg",
                        "shard.tar/000002.jpg",
                        "shard.tar/000003.jpg");
        assertThat(embeddings).containsOnlyKeys(tokens.keySet().toArray(new String[0]));
        assertThat(deadLetters).containsOnlyKeys("sub/text.jpg", "sub/empty.png", "sub/cut.jpg");
        assertThat(deadLetters.get("sub/text.jpg").get("errorClass"))
                .hasToString("image-unsupported-format");
        assertThat(deadLetters.get("sub/empty.png").get("errorClass")).hasToString("image-empty");
        assertThat(deadLetters.get("sub/cut.jpg").get("errorClass")).hasToString("image-truncated");
        assertThat(deadLetters.get("sub/cut.jpg").get("stage")).hasToString("DECODE");
        assertThat((List<?>) embeddings.get("sub/good-0.png").get("vector")).hasSize(192);
    }

    @Test
    void codesAreThoseOfTheTokenizerCalledDirectly() throws Exception {
        run(options(true, false));

        Map<String, GenericRecord> tokens = read("tokens", "imageId");
        assertThat(read("embeddings", "imageId")).isEmpty();
        try (Tokenizer tokenizer =
                ModelLoader.loadTokenizer(tokenizerDirectory, InferenceOptions.CPU_FP32)) {
            RgbImage image = ImageDecoder.withDefaults().decode(picture(3, "png"));
            int[] expected =
                    tokenizer.tokenize(List.of(tokenizer.preprocessing().apply(image))).get(0);
            GenericRecord record = tokens.get("sub/good-3.png");

            assertThat(record.get("codes")).isEqualTo(Arrays.stream(expected).boxed().toList());
            assertThat(record.get("modelId")).hasToString(tokenizer.id().toString());
            assertThat(record.get("gridHeight")).isEqualTo(8);
            assertThat(record.get("codebookSize")).isEqualTo(512);
            assertThat(record.get("preprocessingId")).hasToString("rgb8-bicubic73-crop64");
        }
    }

    @Test
    void anEncoderAloneGivesEmbeddingsAlone() throws Exception {
        run(options(false, true));

        assertThat(read("tokens", "imageId")).isEmpty();
        assertThat(read("embeddings", "imageId")).hasSize(9);
        assertThat(read("dead-letters", "imageId")).hasSize(3);
    }

    @Test
    void aDamagedArchiveOrFileOfEventsCostsWhatCannotBeRead() throws Exception {
        Path shard = directory.resolve("in/shard.tar");
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, whole.length * 5 / 8));
        Files.writeString(directory.resolve("in/events.avro"), "no Avro file at all");

        run(options(true, false));

        Map<String, GenericRecord> tokens = read("tokens", "imageId");
        assertThat(tokens).containsKeys("sub/good-0.png", "shard.tar/000000.jpg");
        List<String> causes =
                readAll("dead-letters").stream()
                        .map(letter -> letter.get("errorClass") + " " + letter.get("message"))
                        .toList();
        assertThat(causes)
                .anyMatch(cause -> cause.startsWith("source-unreadable the archive is damaged"))
                .anyMatch(
                        cause -> cause.startsWith("source-unreadable the file is damaged after 0"));
    }

    @Test
    void everyOperatorHasANameAndAUid() throws Exception {
        StreamExecutionEnvironment env = define(options(true, true));

        assertThat(env.getStreamGraph().getStreamNodes())
                .allSatisfy(node -> assertThat(uid(node)).as(node.getOperatorName()).isNotBlank());
    }

    private static String uid(StreamNode node) {
        return node.getTransformationUID();
    }

    private void run(FeatureExtractionOptions options) throws Exception {
        define(options).execute();
    }

    private StreamExecutionEnvironment define(FeatureExtractionOptions options) throws Exception {
        StreamExecutionEnvironment env = CheckpointedFiles.environment(directory);
        FeatureExtractionJob.define(
                env,
                options.with(reading(directory)),
                ImageFileFormat.source(
                        new org.apache.flink.core.fs.Path(directory.resolve("in").toUri()),
                        1 << 20),
                AvroFileSinks.of(new org.apache.flink.core.fs.Path(out.toUri())));
        return env;
    }

    private static PrepareOptions reading(Path folder) {
        FetchAccess access =
                new FetchAccess(Set.of("file"), Set.of(), false, Set.of(folder.toString()));
        return PrepareOptions.DEFAULTS.with(FetchOptions.DEFAULTS.withAccess(access));
    }

    private static FeatureExtractionOptions options(boolean tokenizer, boolean encoder)
            throws Exception {
        return FeatureExtractionOptions.of(
                tokenizer ? MODELS.tokenizer(tokenizerDirectory) : null,
                encoder ? MODELS.encoder(encoderDirectory) : null,
                InferenceSettings.of(InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)));
    }

    private Map<String, GenericRecord> read(String folder, String key) throws Exception {
        Map<String, GenericRecord> records = new HashMap<>();
        for (GenericRecord record : readAll(folder)) {
            assertThat(records.put(String.valueOf(record.get(key)), record)).isNull();
        }
        return records;
    }

    private List<GenericRecord> readAll(String folder) throws Exception {
        List<GenericRecord> records = new ArrayList<>();
        Path path = out.resolve(folder);
        if (!Files.exists(path)) {
            return records;
        }
        List<File> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(path)) {
            found.forEach(file -> files.add(file.toFile()));
        }
        for (File file : files) {
            assertThat(file.getName()).startsWith("part").endsWith(".avro");
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(file, new GenericDatumReader<>())) {
                reader.forEach(records::add);
            }
        }
        return records;
    }

    private static byte[] picture(int seed, String format) throws Exception {
        Random random = new Random(seed);
        BufferedImage image =
                new BufferedImage(
                        70 + random.nextInt(60),
                        70 + random.nextInt(60),
                        BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    private static Path write(String name, ModelConfig config) throws Exception {
        Path path = models.resolve(name);
        ModelDirectory.write(path, config, config.network().initialState(new Random(1)));
        return path;
    }
}
