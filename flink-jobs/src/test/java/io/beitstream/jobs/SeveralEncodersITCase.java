package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.siglip.SiglipConfig;
import io.beitstream.model.training.recipe.ModelPreset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders of different families in one job, without a tokenizer; equal files computed once. */
class SeveralEncodersITCase {
    private static final int COPIES = 120;
    private static final int OTHERS = 4;

    @TempDir private Path directory;
    private Path in;
    private Path beit;
    private Path siglip;

    @BeforeEach
    void makeFolders() throws Exception {
        in = Files.createDirectories(directory.resolve("in"));
        byte[] same = picture(0);
        for (int i = 0; i < COPIES; i++) {
            Files.write(in.resolve("copy-%03d.png".formatted(i)), same);
        }
        for (int i = 1; i <= OTHERS; i++) {
            Files.write(in.resolve("other-" + i + ".png"), picture(i));
        }
        beit = write("beit", ModelPreset.TINY.encoder("beit", Map.of()));
        SiglipConfig sizes =
                new SiglipConfig(48, 12, 72, 1, 4, 144, Activation.GELU_TANH, 1e-6, null);
        siglip =
                write(
                        "siglip",
                        new EncoderConfig(
                                ModelConfig.FORMAT_VERSION,
                                "siglip",
                                Family.SIGLIP,
                                sizes,
                                Family.SIGLIP.preprocessing(48),
                                Family.SIGLIP.normalization(),
                                Map.of()));
    }

    @Test
    void eachEncoderHasItsOwnSquareAndItsOwnStream() throws Exception {
        run(FeatureExtractionOptions.DEFAULT_REUSE_BYTES);

        assertIsThatOf(beit, "beit", "rgb8-bicubic73-crop64");
        assertIsThatOf(siglip, "siglip", "rgb8-bicubic48-square-crop48-symmetric");
        assertThat(directory.resolve("out/tokens")).doesNotExist();
    }

    @Test
    void filesWithTheSameBytesAreComputedOnceAndTheirRecordsSaySo() throws Exception {
        run(FeatureExtractionOptions.DEFAULT_REUSE_BYTES);

        for (String name : List.of("beit", "siglip")) {
            List<GenericRecord> records = read(name);
            assertThat(records).hasSize(COPIES + OTHERS);
            Set<Object> computed = new HashSet<>();
            Set<Object> reused = new HashSet<>();
            for (GenericRecord record : records) {
                boolean again = (boolean) record.get("reused");
                (again ? reused : computed).add(record.get("vector"));
                if (again) {
                    assertThat(String.valueOf(record.get("imageId"))).startsWith("copy");
                }
            }
            assertThat(reused).isNotEmpty();
            assertThat(computed).containsAll(reused);
        }
    }

    @Test
    void withoutRoomForFeaturesEachIsComputed() throws Exception {
        run(0);

        assertThat(read("beit"))
                .hasSize(COPIES + OTHERS)
                .allSatisfy(record -> assertThat(record.get("reused")).isEqualTo(false));
    }

    private void assertIsThatOf(Path model, String name, String preprocessing) throws Exception {
        GenericRecord record =
                read(name).stream()
                        .filter(one -> "other-2.png".equals(String.valueOf(one.get("imageId"))))
                        .findFirst()
                        .orElseThrow();
        try (Encoder encoder = ModelLoader.loadEncoder(model, InferenceOptions.CPU_FP32)) {
            var square =
                    encoder.preprocessing().apply(ImageDecoder.withDefaults().decode(picture(2)));
            float[] alone = encoder.encode(List.of(square)).get(0).vector();
            List<?> vector = (List<?>) record.get("vector");
            assertThat(vector).hasSize(alone.length);
            for (int i = 0; i < alone.length; i++) {
                assertThat((Float) vector.get(i))
                        .isCloseTo(alone[i], org.assertj.core.data.Offset.offset(1e-4f));
            }
            assertThat(record.get("modelId")).hasToString(encoder.id().toString());
            assertThat(record.get("preprocessingId")).hasToString(preprocessing);
        }
    }

    private void run(long reuse) throws Exception {
        ModelSpecs models = ModelSpecs.of(InferenceOptions.CPU_FP32);
        FeatureExtractionOptions options =
                new FeatureExtractionOptions(
                        null,
                        List.of(
                                new EncoderSpec("beit", models.encoder(beit)),
                                new EncoderSpec("siglip", models.encoder(siglip))),
                        PrepareOptions.DEFAULTS.with(
                                FetchOptions.DEFAULTS.withAccess(FetchAccess.toFilesBelow(in))),
                        InferenceSettings.of(InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)),
                        reuse,
                        FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.enableCheckpointing(200);
        FeatureExtractionJob.define(
                env,
                options,
                ImageFileFormat.source(new org.apache.flink.core.fs.Path(in.toUri()), 1 << 20),
                AvroFileSinks.of(
                        new org.apache.flink.core.fs.Path(directory.resolve("out").toUri()),
                        List.of("embeddings-beit", "embeddings-siglip")));
        env.execute();
    }

    private List<GenericRecord> read(String encoder) throws Exception {
        List<GenericRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve("out/embeddings-" + encoder))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".avro")).toList()) {
                File avro = file.toFile();
                try (DataFileReader<GenericRecord> reader =
                        new DataFileReader<>(avro, new GenericDatumReader<>())) {
                    reader.forEach(records::add);
                }
            }
        }
        return records;
    }

    private Path write(String name, ModelConfig config) throws Exception {
        Path path = directory.resolve(name);
        ModelDirectory.write(path, config, config.network().initialState(new SplittableRandom(1)));
        return path;
    }

    private static byte[] picture(int seed) throws Exception {
        BufferedImage image = new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < 70; y += 10) {
            for (int x = 0; x < 90; x += 10) {
                int color = random.nextInt(1 << 24);
                for (int i = 0; i < 100; i++) {
                    image.setRGB(x + i % 10, y + i / 10, color);
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
