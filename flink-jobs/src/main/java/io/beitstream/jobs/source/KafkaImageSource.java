package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** A Kafka topic as a source of images. */
public final class KafkaImageSource {
    private KafkaImageSource() {}

    /** Where a job without saved state begins. */
    public enum Start {
        /** Where the consumer group stopped; at the beginning if it is new. */
        COMMITTED,
        EARLIEST,
        LATEST
    }

    /**
     * What is read.
     *
     * @param clientProperties what the consumer gets besides, such as SASL and TLS settings; never
     *     logged
     * @param bounded whether to end at what the topic holds when the job starts
     */
    public record Options(
            String bootstrapServers,
            String topic,
            String group,
            Map<String, String> clientProperties,
            Start start,
            boolean bounded) {
        @Override
        public String toString() {
            return "KafkaImageSource.Options[%s, %s, %s]".formatted(bootstrapServers, topic, group);
        }
    }

    /** The source. Sees committed records only, and partitions that are added while it runs. */
    public static Source<SourceRecord, ?, ?> of(Options options) {
        Properties properties = new Properties();
        properties.setProperty("isolation.level", "read_committed");
        properties.setProperty("partition.discovery.interval.ms", "60000");
        properties.putAll(options.clientProperties());
        KafkaSourceBuilder<SourceRecord> builder =
                KafkaSource.<SourceRecord>builder()
                        .setBootstrapServers(options.bootstrapServers())
                        .setTopics(options.topic())
                        .setGroupId(options.group())
                        .setProperties(properties)
                        .setStartingOffsets(offsets(options.start()))
                        .setDeserializer(new SourceRecordDeserializer());
        if (options.bounded()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        Properties consumer = new Properties();
        consumer.putAll(properties);
        consumer.setProperty("bootstrap.servers", options.bootstrapServers());
        consumer.setProperty("group.id", options.group());
        return new ImageTopicSource(builder.build(), new GroupPositions(consumer));
    }

    private static OffsetsInitializer offsets(Start start) {
        return switch (start) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }
}
