package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition in a checkpoint, with the records that were read before its position and have not
 * come out. They go where the partition goes when a job is rescaled: before all that follows in it.
 */
final class UnfinishedPartition extends KafkaPartitionSplit {
    private static final long serialVersionUID = 1L;

    private final transient List<SourceRecord> records; // Flink serializes with its own serializer
    private final boolean readToItsEnd;

    private UnfinishedPartition(
            TopicPartition partition,
            long start,
            Optional<Long> stop,
            List<SourceRecord> records,
            boolean readToItsEnd) {
        super(partition, start, stop.orElse(NO_STOPPING_OFFSET));
        this.records = List.copyOf(records);
        this.readToItsEnd = readToItsEnd;
    }

    /** One that is read further. */
    static UnfinishedPartition of(KafkaPartitionSplit split, List<SourceRecord> records) {
        return new UnfinishedPartition(
                split.getTopicPartition(),
                split.getStartingOffset(),
                split.getStoppingOffset(),
                records,
                false);
    }

    /**
     * One of a bounded source, of which nothing is left but these records.
     *
     * @param end behind the last record of the partition
     */
    static UnfinishedPartition readToItsEnd(List<SourceRecord> records, long end) {
        SourceRecord last = records.get(records.size() - 1);
        return new UnfinishedPartition(
                new TopicPartition(last.topic(), last.partition()),
                end,
                Optional.of(end),
                records,
                true);
    }

    List<SourceRecord> records() {
        return records;
    }

    boolean isReadToItsEnd() {
        return readToItsEnd;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnfinishedPartition that
                && super.equals(that)
                && readToItsEnd == that.readToItsEnd
                && records.equals(that.records);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
