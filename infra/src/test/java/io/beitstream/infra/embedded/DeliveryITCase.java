package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.Topics;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.ModelPreset;
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
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
                Reader reader = new Reader(topics)) {
            JobID job = submit(flink, topics, delivery);
            publish(topics.images(), 0, IMAGES / 2);
            reader.readUntil(IMAGES / 10);
            publish(topics.images(), IMAGES / 2, IMAGES);

            // Read, and not out yet: what the kill hits.
            while (inFlight() == 0) {
                Thread.onSpinWait();
            }
            assertThat(reader.finished()).isLessThan(IMAGES);
            flink.cluster().terminateTaskManager(0).get();
            flink.cluster().startTaskManager();

            reader.readUntil(IMAGES);
            reader.readWhatIsLeft();
            assertThat(attempts(flink, job)).isGreaterThan(0);
            flink.cancel(job);
        }
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

    private static JobID submit(EmbeddedFlink flink, Topics topics, Delivery delivery)
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
                        "test-" + delivery,
                        Duration.ofMinutes(5),
                        1_000_000);
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                        ModelSpecs.of(InferenceOptions.CPU_FP32)
                                .tokenizer(models.resolve("tokenizer")),
                        ModelSpecs.of(InferenceOptions.CPU_FP32).encoder(models.resolve("encoder")),
                        InferenceSettings.of(InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5))),
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                kafka.bootstrapServers(),
                                topics.images(),
                                "group-" + delivery,
                                Map.of(),
                                KafkaImageSource.Start.EARLIEST,
                                false)),
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
                byte[] image =
                        i % 10 == 3
                                ? new byte[] {1, 2, 3}
                                : samples.get(i % samples.size()).bytes();
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

    private static String id(int i) {
        return "image-%04d".formatted(i);
    }

    private static void write(String name, ModelConfig config) throws Exception {
        ModelDirectory.write(
                models.resolve(name), config, config.network().initialState(new Random(1)));
    }

    /** Counts, for each topic, how often each key came. */
    private static final class Reader implements AutoCloseable {
        private final Topics topics;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, Integer> tokens = new TreeMap<>();
        private final Map<String, Integer> embeddings = new TreeMap<>();
        private final Map<String, Integer> deadLetters = new TreeMap<>();

        Reader(Topics topics) {
            this.topics = topics;
            Properties properties = new Properties();
            properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
            properties.setProperty("group.id", "reader-" + topics.images());
            properties.setProperty("auto.offset.reset", "earliest");
            properties.setProperty("isolation.level", "read_committed");
            ByteArrayDeserializer asIs = new ByteArrayDeserializer();
            consumer = new KafkaConsumer<>(properties, asIs, asIs);
            consumer.subscribe(List.of(topics.tokens(), topics.embeddings(), topics.deadLetters()));
        }

        void readUntil(int images) {
            while (finished() < images) {
                poll(Duration.ofMillis(200));
            }
        }

        private int finished() {
            int both = 0;
            for (String id : tokens.keySet()) {
                both += embeddings.containsKey(id) ? 1 : 0;
            }
            return both + deadLetters.size();
        }

        private int poll(Duration wait) {
            int count = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                Map<String, Integer> counts =
                        record.topic().equals(topics.tokens())
                                ? tokens
                                : record.topic().equals(topics.embeddings())
                                        ? embeddings
                                        : deadLetters;
                counts.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
                count++;
            }
            return count;
        }

        /** Reads on until nothing more comes, then judges. */
        void readWhatIsLeft() {
            while (poll(Duration.ofSeconds(2)) > 0) {
                Thread.onSpinWait();
            }
            int dead = 0;
            for (int i = 0; i < IMAGES; i++) {
                boolean bad = i % 10 == 3 || i % 50 == 7;
                dead += bad ? 1 : 0;
                assertThat(deadLetters.containsKey(id(i))).as(id(i)).isEqualTo(bad);
                assertThat(tokens.containsKey(id(i))).as(id(i)).isEqualTo(!bad);
                assertThat(embeddings.containsKey(id(i))).as(id(i)).isEqualTo(!bad);
            }
            assertThat(deadLetters).hasSize(dead);
            assertThat(tokens).hasSize(IMAGES - dead);
            if (topics.images().startsWith("exactly")) {
                assertThat(tokens.values()).allMatch(times -> times == 1);
                assertThat(embeddings.values()).allMatch(times -> times == 1);
                assertThat(deadLetters.values()).allMatch(times -> times == 1);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
