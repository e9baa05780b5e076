package io.beitstream.infra.deadletters;

import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TopicAdmin;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.SingleObjectCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker on which tests publish letters as the job does, and read what came of them. */
public final class LetterBroker implements AutoCloseable {
    private final SingleObjectCodec<DeadLetter> codec = new SingleObjectCodec<>(DeadLetter.class);
    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            kafka.bootstrapServers(),
                            "max.request.size",
                            32 << 20),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    KafkaClients clients() {
        return new KafkaClients(bootstrapServers(), Map.of());
    }

    /** Creates topics of one partition. */
    public void create(String... topics) {
        kafka.createTopics(1, topics);
    }

    void create(NewTopic topic) {
        admin().give(admin -> admin.createTopics(List.of(topic)).all().get());
    }

    void deleteRecords(String topic, long before) {
        admin().deleteRecords(topic, before);
    }

    private TopicAdmin admin() {
        return new TopicAdmin(bootstrapServers());
    }

    /** Publishes a letter under the key that the contract gives it. */
    public long letter(String topic, DeadLetter.Builder letter, Header... headers) {
        DeadLetter built = letter.build();
        return send(topic, 0, LetterKey.of(built).bytes(), codec.encode(built), headers);
    }

    /** Publishes a record and returns its offset. */
    public long send(String topic, int partition, byte[] key, byte[] value, Header... headers) {
        try {
            RecordMetadata sent =
                    producer.send(
                                    new ProducerRecord<>(
                                            topic, partition, key, value, List.of(headers)))
                            .get();
            return sent.offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A header of text. */
    public static Header header(String name, String value) {
        return new RecordHeader(name, Letters.utf8(value));
    }

    /** The committed records of partition 0, once every open transaction has ended. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> ends = clients().consumer("read_uncommitted", "earliest");
                Consumer<byte[], byte[]> reader =
                        clients().consumer("read_committed", "earliest")) {
            long end = ends.endOffsets(List.of(partition)).get(partition);
            reader.assign(List.of(partition));
            while (reader.position(partition) < end) {
                reader.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** The keys of committed records with a value, in their order. */
    public List<String> keys(String topic) {
        return committed(topic).stream()
                .filter(record -> record.value() != null)
                .map(record -> LetterKey.text(record.key()))
                .toList();
    }

    /** The keys of committed tombstones, in their order. */
    List<String> tombstones(String topic) {
        return committed(topic).stream()
                .filter(record -> record.value() == null)
                .map(record -> LetterKey.text(record.key()))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }
}
