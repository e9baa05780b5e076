package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image that a store does not give up holds back neither other images nor checkpoints; it is not
 * lost when the job begins again, and no offset beyond it is committed before it is out.
 */
@Timeout(120)
class SlowImageITCase {
    private static final String GROUP = "slow-group";
    private static final TopicPartition IMAGES = new TopicPartition("slow-images", 0);
    private static final List<SampleImages.Sample> SAMPLES = SampleImages.create();

    private final CountDownLatch healed = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    @TempDir private Path models;

    @Test
    void othersGoOnAndItIsNotLost() throws Exception {
        ModelConfig tokenizer = ModelPreset.TINY.tokenizer("tok", Map.of());
        ModelDirectory.write(models, tokenizer, tokenizer.network().initialState(new Random(1)));
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer store = hangingStore(threads);
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            kafka.createTopics(1, IMAGES.topic(), "slow-tokens", "slow-embeddings", "slow-dead");
            publish(kafka, List.of(slow(store)));
            publish(kafka, sound(0, 40));
            JobID job = submit(flink, kafka);
            List<String> out = new ArrayList<>();
            try (KafkaConsumer<byte[], byte[]> reader = reader(kafka)) {
                readUntil(40, reader, out); // committed: checkpoints are complete
                assertThat(committed(admin)).isZero();

                flink.cluster().terminateTaskManager(0).get();
                flink.cluster().startTaskManager();
                publish(kafka, sound(40, 60));
                readUntil(60, reader, out);
                assertThat(out).doesNotContain("slow").doesNotHaveDuplicates();
                assertThat(committed(admin)).isZero();
                assertThat(requests.get()).isEqualTo(2);

                healed.countDown();
                readUntil(61, reader, out);
                assertThat(out).contains("slow").doesNotHaveDuplicates();
                while (committed(admin) < 61) {
                    Thread.onSpinWait();
                }
            }
            flink.cancel(job);
        } finally {
            healed.countDown();
            store.stop(0);
            threads.shutdownNow();
        }
    }

    private HttpServer hangingStore(ExecutorService threads) throws Exception {
        HttpServer store =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(threads);
        store.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    byte[] bytes = SAMPLES.get(0).bytes();
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes, 0, 10);
                    exchange.getResponseBody().flush();
                    try {
                        healed.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.getResponseBody().write(bytes, 10, bytes.length - 10);
                    exchange.close();
                });
        store.start();
        return store;
    }

    private static ImageEvent slow(HttpServer store) {
        return ImageEvent.newBuilder()
                .setId("slow")
                .setUri("http://127.0.0.1:" + store.getAddress().getPort() + "/slow")
                .build();
    }

    private static List<ImageEvent> sound(int from, int to) {
        List<ImageEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(
                    ImageEvent.newBuilder()
                            .setId("image-" + i)
                            .setBytes(ByteBuffer.wrap(SAMPLES.get(i % SAMPLES.size()).bytes()))
                            .build());
        }
        return events;
    }

    private static void publish(EmbeddedKafka kafka, List<ImageEvent> events) {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), asIs, asIs)) {
            for (ImageEvent event : events) {
                producer.send(
                        new ProducerRecord<>(
                                IMAGES.topic(),
                                event.getId().getBytes(StandardCharsets.UTF_8),
                                codec.encode(event)));
            }
        }
    }

    private JobID submit(EmbeddedFlink flink, EmbeddedKafka kafka) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "10");
        configuration.setString("restart-strategy.fixed-delay.delay", "100 ms");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(300);
        FetchAccess access = new FetchAccess(Set.of("http"), Set.of("127.0.0.1"), true, Set.of());
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                ModelSpecs.of(InferenceOptions.CPU_FP32).tokenizer(models),
                                null,
                                InferenceSettings.of(
                                        InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)))
                        .with(
                                PrepareOptions.DEFAULTS.with(
                                        FetchOptions.DEFAULTS.withAccess(access))),
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                kafka.bootstrapServers(),
                                IMAGES.topic(),
                                GROUP,
                                Map.of(),
                                KafkaImageSource.Start.COMMITTED,
                                false)),
                KafkaSinks.of(
                        new KafkaSinkOptions(
                                kafka.bootstrapServers(),
                                Map.of(),
                                Delivery.EXACTLY_ONCE,
                                "slow",
                                Duration.ofMinutes(5),
                                1_000_000),
                        "slow-tokens",
                        "slow-embeddings",
                        "slow-dead"));
        return flink.submit(env, "slow image");
    }

    private static KafkaConsumer<byte[], byte[]> reader(EmbeddedKafka kafka) {
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", kafka.bootstrapServers(),
                                "group.id", "reader",
                                "auto.offset.reset", "earliest",
                                "isolation.level", "read_committed"),
                        asIs,
                        asIs);
        reader.subscribe(List.of("slow-tokens", "slow-dead"));
        return reader;
    }

    private static void readUntil(
            int count, KafkaConsumer<byte[], byte[]> reader, List<String> out) {
        while (out.size() < count) {
            reader.poll(Duration.ofMillis(200))
                    .forEach(r -> out.add(new String(r.key(), StandardCharsets.UTF_8)));
        }
    }

    /** The group's offset; 0 before it has one. */
    private static long committed(Admin admin) throws Exception {
        var offset =
                admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(IMAGES);
        return offset == null ? 0 : offset.offset();
    }
}
