package io.beitstream.infra.search.index;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TopicAdmin;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker on which tests publish embeddings and tokens as the job does. */
final class IndexTopics implements AutoCloseable {
    private final SingleObjectCodec<ImageEmbedding> embeddings =
            new SingleObjectCodec<>(ImageEmbedding.class);
    private final SingleObjectCodec<TokenSequence> tokens =
            new SingleObjectCodec<>(TokenSequence.class);
    private final EmbeddedKafka kafka;

    /** Without sequence numbers, which topics that are deleted and created again would confuse. */
    private final KafkaProducer<byte[], byte[]> producer;

    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    IndexTopics() {
        this(EmbeddedKafka.start());
    }

    /** The broker is closed with this. */
    IndexTopics(EmbeddedKafka kafka) {
        this.kafka = kafka;
        this.producer = producer(Map.of("enable.idempotence", false));
    }

    KafkaClients clients() {
        return new KafkaClients(kafka.bootstrapServers(), Map.of());
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void create(int partitions, String... topics) {
        kafka.createTopics(partitions, topics);
    }

    private TopicAdmin admin() {
        return new TopicAdmin(kafka.bootstrapServers());
    }

    void delete(String topic) {
        admin().give(admin -> admin.deleteTopics(List.of(topic)).all().get());
    }

    void grow(String topic, int partitions) {
        admin().give(
                        admin ->
                                admin.createPartitions(
                                                Map.of(topic, NewPartitions.increaseTo(partitions)))
                                        .all()
                                        .get());
    }

    void deleteRecords(String topic, long before) {
        admin().deleteRecords(topic, before);
    }

    void embedding(String topic, ImageEmbedding.Builder record) {
        embedding(topic, null, record);
    }

    void embedding(String topic, @Nullable Integer partition, ImageEmbedding.Builder record) {
        send(topic, partition, record.getImageId(), embeddings.encode(record.build()));
    }

    void tokens(String topic, TokenSequence.Builder record) {
        send(topic, null, record.getImageId(), tokens.encode(record.build()));
    }

    void tombstone(String topic, String id) {
        send(topic, null, id, null);
    }

    void send(String topic, @Nullable Integer partition, String key, byte @Nullable [] value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>(topic, partition, keyBytes, value)));
    }

    /** Waits until all that was sent is in the topics. */
    void flush() {
        try {
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
            sent.clear();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }
}
