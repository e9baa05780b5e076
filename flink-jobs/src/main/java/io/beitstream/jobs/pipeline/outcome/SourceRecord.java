package io.beitstream.jobs.pipeline.outcome;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as its source delivered it.
 *
 * @param topic the Kafka topic; for files, the folder or archive
 * @param partition the Kafka partition; -1 for files
 * @param offset the Kafka offset; for files, the position in the archive, or -1
 * @param timestamp of the record, in milliseconds since the epoch
 * @param value null for a tombstone: the image of this key is deleted
 */
public record SourceRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {
    /** A record without headers. */
    public SourceRecord(
            String topic,
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        this(topic, partition, offset, timestamp, key, value, List.of());
    }

    /** Where it stands, for people. */
    public String position() {
        return partition < 0 ? topic : topic + "-" + partition + "@" + offset;
    }

    /** Bytes it holds in memory, about. */
    public long size() {
        long size = 100;
        size += key == null ? 0 : key.length;
        size += value == null ? 0 : value.length;
        for (RecordHeader header : headers) {
            size += header.size();
        }
        return size;
    }
}
