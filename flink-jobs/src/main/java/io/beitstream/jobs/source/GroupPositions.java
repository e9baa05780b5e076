package io.beitstream.jobs.source;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a consumer group has read, for a reader that comes to its end. Kafka's reader commits
 * behind the task's back, and is closed as soon as the last checkpoint is complete: what it has not
 * sent by then is lost, and a later run would begin before the end.
 */
final class GroupPositions implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GroupPositions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Properties settings;

    /**
     * @param settings of a consumer, its group among them; never logged
     */
    GroupPositions(Properties settings) {
        this.settings = new Properties();
        this.settings.putAll(settings);
    }

    /**
     * Raises committed offsets to these positions, where they are behind, and waits for it. A
     * cluster that does not take them costs a line in the log: no record is lost by that.
     */
    void raise(Map<TopicPartition, Long> positions) {
        if (positions.isEmpty()) {
            return;
        }
        Properties own = new Properties();
        own.putAll(settings);
        own.setProperty("enable.auto.commit", "false");
        own.setProperty("client.id", settings.getProperty("group.id") + "-at-its-end");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(own, bytes, bytes)) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    consumer.committed(positions.keySet(), PATIENCE);
            Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
            positions.forEach(
                    (partition, position) -> {
                        OffsetAndMetadata now = committed.get(partition);
                        if (now == null || now.offset() < position) {
                            behind.put(partition, new OffsetAndMetadata(position));
                        }
                    });
            consumer.commitSync(behind, PATIENCE);
        } catch (KafkaException e) {
            LOG.warn(
                    "the last offsets are not committed, and a later run may read their records again: {}",
                    e.getMessage());
        }
    }
}
