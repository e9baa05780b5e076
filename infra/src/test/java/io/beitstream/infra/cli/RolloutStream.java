package io.beitstream.infra.cli;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TopicAdmin;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.Rollouts;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.rollout.topic.ControlTopic;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker, a cluster, and a job on it whose encoder can change. */
final class RolloutStream implements AutoCloseable {
    static final int PARTITIONS = 2;
    static final String IMAGES = "images";
    static final String DEAD_LETTERS = "dead-letters";
    static final String REEMBEDDED = "reembedded";
    static final String CONTROL = "control";
    private static final String EMBEDDINGS = "embeddings";
    private static final String SHADOWS = "shadows";
    private static final SingleObjectCodec<ImageEvent> EVENTS =
            new SingleObjectCodec<>(ImageEvent.class);
    private static final SingleObjectCodec<ImageEmbedding> RECORDS =
            new SingleObjectCodec<>(ImageEmbedding.class);

    private final Path directory;
    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final EmbeddedFlink flink = EmbeddedFlink.start(PARTITIONS, new Configuration());
    private final List<SampleImages.Sample> samples = SampleImages.create();
    private final List<Embedded> embeddings = new ArrayList<>();
    private final Map<String, String> ids = new HashMap<>();
    private final KafkaConsumer<byte[], byte[]> reader;
    private int published;

    /** A record that came out, with the place of its image. */
    record Embedded(int partition, long offset, String modelId, double cosine) {}

    private RolloutStream(Path directory) {
        this.directory = directory;
        kafka.createTopics(PARTITIONS, IMAGES, EMBEDDINGS, SHADOWS, DEAD_LETTERS, REEMBEDDED);
        NewTopic control = new NewTopic(CONTROL, 1, (short) 1);
        control.configs(Map.of("cleanup.policy", "compact"));
        new TopicAdmin(bootstrapServers())
                .give(admin -> admin.createTopics(List.of(control)).all().get());
        this.reader = reader(EMBEDDINGS);
    }

    static RolloutStream start(Path directory) throws Exception {
        RolloutStream stream = new RolloutStream(directory);
        stream.write("first", 1);
        stream.write("second", 2);
        stream.submit();
        return stream;
    }

    private void write(String name, long seed) throws IOException {
        ModelConfig config = ModelPreset.TINY.encoder("tiny-encoder", Map.of());
        ModelDirectory written =
                ModelDirectory.write(
                        model(name),
                        config,
                        config.network().initialState(new SplittableRandom(seed)));
        ids.put(name, written.id().toString());
    }

    private void submit() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "10");
        configuration.setString("restart-strategy.fixed-delay.delay", "100 ms");
        configuration.setString("pipeline.generic-types", "false");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(PARTITIONS);
        env.enableCheckpointing(300);
        KafkaSinkOptions sinks =
                new KafkaSinkOptions(
                        bootstrapServers(),
                        Map.of(),
                        Delivery.EXACTLY_ONCE,
                        "rollout",
                        Duration.ofMinutes(5),
                        1_000_000);
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                null,
                                ModelSpecs.of(InferenceOptions.CPU_FP32).encoder(model("first")),
                                InferenceSettings.of(
                                        InferenceOptions.CPU_FP32, 4, Duration.ofMillis(5)))
                        .withReuse(1 << 20),
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                bootstrapServers(),
                                IMAGES,
                                "rollout",
                                Map.of(),
                                KafkaImageSource.Start.EARLIEST,
                                false)),
                KafkaSinks.of(sinks, "unused", EMBEDDINGS, DEAD_LETTERS),
                new Rollouts(
                        "stream", control(), KafkaSinks.embeddings(sinks, SHADOWS), List.of()));
        var job = flink.submit(env, "rollout");
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    ControlTopic control() {
        return new ControlTopic(bootstrapServers(), Map.of(), CONTROL);
    }

    /** The directory of a model. */
    Path model(String name) {
        return directory.resolve(name);
    }

    String id(String name) {
        return ids.get(name);
    }

    /** Publishes so many images more; every fourth is one of a few that come again. */
    void publish(int count) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers());
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, asIs, asIs)) {
            for (int end = published + count; published < end; published++) {
                String id = "image-" + published;
                int sample = published % 4 == 0 ? 0 : published % samples.size();
                ImageEvent event =
                        ImageEvent.newBuilder()
                                .setId(id)
                                .setBytes(ByteBuffer.wrap(samples.get(sample).bytes()))
                                .build();
                producer.send(
                        new ProducerRecord<>(
                                IMAGES,
                                published % PARTITIONS,
                                id.getBytes(StandardCharsets.UTF_8),
                                EVENTS.encode(event)));
            }
        }
    }

    /** Waits until so many images have come out. */
    void readUntil(int count) {
        while (embeddings.size() < count) {
            poll(reader, embeddings);
        }
    }

    List<Embedded> embeddings() {
        return embeddings;
    }

    List<Embedded> shadows() {
        return all(SHADOWS);
    }

    List<Embedded> reembedded() {
        return all(REEMBEDDED);
    }

    void terminateTaskManager() throws Exception {
        flink.cluster().terminateTaskManager(0).get();
        flink.cluster().startTaskManager();
    }

    private List<Embedded> all(String topic) {
        List<Embedded> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = reader(topic)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (!ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                poll(consumer, records);
            }
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> reader(String topic) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers());
        properties.setProperty("isolation.level", "read_committed");
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, asIs, asIs);
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static void poll(KafkaConsumer<byte[], byte[]> consumer, List<Embedded> records) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            try {
                ImageEmbedding value = RECORDS.decode(record.value());
                records.add(
                        new Embedded(
                                value.getProvenance().getPartition(),
                                value.getProvenance().getOffset(),
                                value.getModelId(),
                                cosine(record.headers().lastHeader("beitstream-cosine"))));
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static double cosine(@Nullable Header header) {
        return header == null
                ? Double.NaN
                : Double.parseDouble(new String(header.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        reader.close();
        flink.close();
        kafka.close();
    }
}
