package io.beitstream.infra.deadletters;

import io.beitstream.schemas.RecordFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients of one Kafka cluster that take keys and values as bytes.
 *
 * @param properties such as SASL and TLS settings; never logged
 * @param records how the values of its topics are read
 */
public record KafkaClients(
        String bootstrapServers, Map<String, String> properties, RecordFormat records) {
    /** Larger than any record here should be; what a topic accepts is the broker's decision. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    /** How many records may wait in memory; their bytes are bounded by the fetch sizes. */
    private static final int MAX_POLL_RECORDS = 100;

    /** Of a cluster whose records are in single-object encoding. */
    public KafkaClients(String bootstrapServers, Map<String, String> properties) {
        this(bootstrapServers, properties, RecordFormat.SINGLE_OBJECT);
    }

    /**
     * The same for single records here and there: calls give up after this time, and a fetch brings
     * little and never waits for records to come, since whatever is asked next waits behind it.
     */
    public KafkaClients forSingleRecords(Duration timeout) {
        String millis = Long.toString(timeout.toMillis());
        Map<String, String> hasty = new HashMap<>(properties);
        hasty.put("default.api.timeout.ms", millis);
        hasty.put("request.timeout.ms", millis);
        hasty.put("fetch.max.wait.ms", "0");
        hasty.put("max.partition.fetch.bytes", Integer.toString(64 << 10));
        return new KafkaClients(bootstrapServers, hasty, records);
    }

    /** A consumer of assigned partitions, without a group. */
    public Consumer<byte[], byte[]> consumer(String isolation, String offsetReset) {
        Map<String, Object> settings = settings();
        settings.put("isolation.level", isolation);
        settings.put("auto.offset.reset", offsetReset);
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        settings.put("max.poll.records", MAX_POLL_RECORDS);
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        return new KafkaConsumer<>(settings, asIs, asIs);
    }

    /** A client that asks the brokers about topics, and waits no longer than others do. */
    public Admin admin() {
        return Admin.create(settings());
    }

    /** A producer that fences others with its transactional id. */
    Producer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                producerSettings(transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    Map<String, Object> producerSettings(String transactionalId) {
        Map<String, Object> settings = settings();
        settings.put("transactional.id", transactionalId);
        settings.put("max.request.size", MAX_REQUEST_BYTES);
        settings.put("buffer.memory", 2L * MAX_REQUEST_BYTES);
        return settings;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.putIfAbsent("default.api.timeout.ms", "30000");
        settings.putIfAbsent("request.timeout.ms", "15000");
        return settings;
    }

    @Override
    public String toString() {
        return "KafkaClients[%s]".formatted(bootstrapServers);
    }
}
