package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.Topics;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.BackfillSource;
import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every image comes out, as features or as a dead letter, also when the task manager dies under
 * way.
 */
@Timeout(180)
class DeliveryITCase {
    private static final int IMAGES = 300;
    private static EmbeddedKafka kafka;
    @TempDir static Path models;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        write("tokenizer", ModelPreset.TINY.tokenizer("tok", Map.of()));
        write("encoder", ModelPreset.TINY.encoder("enc", Map.of()));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void nothingIsLostWhenTheTaskManagerDies(Delivery delivery) throws Exception {
        String name = delivery.name().toLowerCase(java.util.Locale.ROOT);
        Topics topics =
                new Topics(
                        name + "-images", name + "-tokens", name + "-embeddings", name + "-dead");
        kafka.createTopics(
                2, topics.images(), topics.tokens(), topics.embeddings(), topics.deadLetters());
        StageMetricsReporter.clear();
        try (EmbeddedFlink flink =
                        EmbeddedFlink.start(2, StageMetricsReporterFactory.configuration());
                DeliveredImages reader =
                        new DeliveredImages(kafka.bootstrapServers(), topics, IMAGES)) {
            JobID job = submit(flink, topics, delivery, source(topics, delivery.name()));
            publish(topics.images(), 0, IMAGES / 2);
            reader.readUntil(IMAGES / 10);
            publish(topics.images(), IMAGES / 2, IMAGES);

            // Read, and not out yet: what the kill hits.
            while (inFlight() == 0) {
                Thread.onSpinWait();
            }
            assertThat(reader.finished()).isLessThan(IMAGES);
            allComeOutAfterAKill(flink, job, reader);
        }
    }

    private static void allComeOutAfterAKill(EmbeddedFlink flink, JobID job, DeliveredImages reader)
            throws Exception {
        flink.cluster().terminateTaskManager(0).get();
        flink.cluster().startTaskManager();

        reader.readUntil(IMAGES);
        reader.readWhatIsLeft();
        assertThat(attempts(flink, job)).isGreaterThan(0);
        flink.cancel(job);
    }

    @Test
    void nothingIsLostOrDoubledBetweenFilesAndTopic(@TempDir Path files) throws Exception {
        Topics topics =
                new Topics(
                        "exactly-seam-images",
                        "exactly-seam-tokens",
                        "exactly-seam-embeddings",
                        "exactly-seam-dead");
        kafka.createTopics(
                2, topics.images(), topics.tokens(), topics.embeddings(), topics.deadLetters());
        write(files.resolve("a.avro"), 0, IMAGES / 4);
        write(files.resolve("b.avro"), IMAGES / 4, IMAGES / 2);
        publish(topics.images(), IMAGES / 2, IMAGES);
        try (EmbeddedFlink flink = EmbeddedFlink.start(2, new Configuration());
                DeliveredImages reader =
                        new DeliveredImages(kafka.bootstrapServers(), topics, IMAGES)) {
            Source<SourceRecord, ?, ?> source =
                    BackfillSource.of(
                            ImageFileFormat.source(
                                    new org.apache.flink.core.fs.Path(files.toUri()), 1 << 20),
                            source(topics, "seam"));
            JobID job = submit(flink, topics, Delivery.EXACTLY_ONCE, source);
            reader.readUntil(IMAGES / 2);
            allComeOutAfterAKill(flink, job, reader);
        }
    }

    /** A file of events, the same of which are bad as in the topic. */
    private static void write(Path file, int from, int to) throws Exception {
        List<SampleImages.Sample> samples = SampleImages.create();
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try (DataFileWriter<ImageEvent> writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<>(ImageEvent.getClassSchema(), data))) {
            writer.create(ImageEvent.getClassSchema(), file.toFile());
            for (int i = from; i < to; i++) {
                ByteBuffer image = i % 50 == 7 ? null : ByteBuffer.wrap(image(samples, i));
                writer.append(ImageEvent.newBuilder().setId(id(i)).setBytes(image).build());
            }
        }
    }

    private static byte[] image(List<SampleImages.Sample> samples, int i) {
        return i % 10 == 3 ? new byte[] {1, 2, 3} : samples.get(i % samples.size()).bytes();
    }

    private static long inFlight() {
        return StageMetricsReporter.count("source", BeitstreamMetric.IMAGES_IN.label())
                - StageMetricsReporter.count("encode", BeitstreamMetric.IMAGES_OUT.label())
                - StageMetricsReporter.count("source", BeitstreamMetric.IMAGES_FAILED.label())
                - StageMetricsReporter.count("decode", BeitstreamMetric.IMAGES_FAILED.label());
    }

    /** How often the busiest task was started again. */
    private static int attempts(EmbeddedFlink flink, JobID job) {
        int most = 0;
        for (var vertex : flink.cluster().getExecutionGraph(job).join().getAllExecutionVertices()) {
            most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return most;
    }

    private static Source<SourceRecord, ?, ?> source(Topics topics, String group) {
        return KafkaImageSource.of(
                new KafkaImageSource.Options(
                        kafka.bootstrapServers(),
                        topics.images(),
                        "group-" + group,
                        Map.of(),
                        KafkaImageSource.Start.EARLIEST,
                        false));
    }

    private static JobID submit(
            EmbeddedFlink flink,
            Topics topics,
            Delivery delivery,
            Source<SourceRecord, ?, ?> source)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "10");
        configuration.setString("restart-strategy.fixed-delay.delay", "100 ms");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.enableCheckpointing(300);
        KafkaSinkOptions sinks =
                new KafkaSinkOptions(
                        kafka.bootstrapServers(),
                        Map.of(),
                        delivery,
                        "test-" + topics.images(),
                        Duration.ofMinutes(5),
                        1_000_000);
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                        ModelSpecs.of(InferenceOptions.CPU_FP32)
                                .tokenizer(models.resolve("tokenizer")),
                        ModelSpecs.of(InferenceOptions.CPU_FP32).encoder(models.resolve("encoder")),
                        InferenceSettings.of(InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5))),
                source,
                KafkaSinks.of(sinks, topics.tokens(), topics.embeddings(), topics.deadLetters()));
        return flink.submit(env, "delivery " + delivery);
    }

    /** Every tenth image is none, and every fiftieth record no event. */
    private static void publish(String topic, int from, int to) {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        List<SampleImages.Sample> samples = SampleImages.create();
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, asIs, asIs)) {
            for (int i = from; i < to; i++) {
                byte[] key = id(i).getBytes(StandardCharsets.UTF_8);
                byte[] image = image(samples, i);
                byte[] value =
                        i % 50 == 7
                                ? new byte[] {9}
                                : codec.encode(
                                        ImageEvent.newBuilder()
                                                .setId(id(i))
                                                .setBytes(ByteBuffer.wrap(image))
                                                .build());
                producer.send(new ProducerRecord<>(topic, key, value));
            }
        }
    }

    static String id(int i) {
        return "image-%04d".formatted(i);
    }

    private static void write(String name, ModelConfig config) throws Exception {
        ModelDirectory.write(
                models.resolve(name), config, config.network().initialState(new Random(1)));
    }
}
