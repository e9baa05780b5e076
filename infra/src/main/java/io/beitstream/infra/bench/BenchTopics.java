package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.flink.api.connector.source.Source;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of a bench, in a broker of its own. */
final class BenchTopics {
    private static final int PARTITIONS = 4;
    private static final String ALL = "bench-images";
    private static final String PACED = "bench-paced-images";
    private static final String TOKENS = "bench-tokens";
    private static final String EMBEDDINGS = "bench-embeddings";
    private static final String DEAD_LETTERS = "bench-dead-letters";

    private final String brokers;
    private final List<String> embeddings;

    BenchTopics(EmbeddedKafka kafka, List<MeasuredEncoder> encoders) {
        this.brokers = kafka.bootstrapServers();
        kafka.createTopics(PARTITIONS, ALL, PACED, TOKENS, DEAD_LETTERS);
        this.embeddings = encoders.stream().map(encoder -> encoder.of(EMBEDDINGS)).toList();
        embeddings.forEach(topic -> kafka.createTopics(PARTITIONS, topic));
    }

    /**
     * Puts images into the topic that is read as a whole; they are there when this returns.
     *
     * @throws IllegalStateException if the broker does not take one
     */
    void publish(List<byte[]> images) throws InterruptedException {
        // One request at a time: in a partition that has just been made, a second may be taken
        // before the first, which is then out of order for good.
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("max.in.flight.requests.per.connection", 1))) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                sent.add(producer.send(record(ALL, "image-" + i, images.get(i))));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not take an image: " + e.getCause());
        }
    }

    /** A producer of images. */
    KafkaProducer<byte[], byte[]> producer() {
        return producer(Map.of());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", brokers);
        all.put("max.request.size", 32 << 20);
        ByteArraySerializer asIs = new ByteArraySerializer();
        return new KafkaProducer<>(all, asIs, asIs);
    }

    /** An image for the topic that is read as it comes. */
    static ProducerRecord<byte[], byte[]> paced(String id, byte[] image) {
        return record(PACED, id, image);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String id, byte[] image) {
        return new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), image);
    }

    /** All that was published, once. */
    Source<SourceRecord, ?, ?> all() {
        return source(ALL, true);
    }

    /** What is published from now on. */
    Source<SourceRecord, ?, ?> paced() {
        return source(PACED, false);
    }

    private Source<SourceRecord, ?, ?> source(String topic, boolean bounded) {
        return KafkaImageSource.of(
                new KafkaImageSource.Options(
                        brokers,
                        topic,
                        "bench-" + UUID.randomUUID(),
                        Map.of(),
                        KafkaImageSource.Start.EARLIEST,
                        bounded));
    }

    FeatureSinks sinks() {
        return KafkaSinks.of(
                new KafkaSinkOptions(
                        brokers,
                        Map.of(),
                        Delivery.AT_LEAST_ONCE,
                        "bench",
                        KafkaSinkOptions.DEFAULT_TRANSACTION_TIMEOUT,
                        FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES),
                TOKENS,
                embeddings,
                DEAD_LETTERS);
    }

    /** A reader of the first encoder's embeddings, and of dead letters. */
    KafkaConsumer<byte[], byte[]> reader() {
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                brokers,
                                "group.id",
                                "bench-reader-" + UUID.randomUUID(),
                                "auto.offset.reset",
                                "earliest"),
                        asIs,
                        asIs);
        reader.subscribe(List.of(embeddings.get(0), DEAD_LETTERS));
        return reader;
    }
}
