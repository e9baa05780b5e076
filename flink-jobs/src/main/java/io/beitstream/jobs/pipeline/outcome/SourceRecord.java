package io.beitstream.jobs.pipeline.outcome;

import java.nio.charset.StandardCharsets;
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

    /**
     * A record in place of what a source could not read: it becomes a dead letter, and the source
     * goes on.
     *
     * @param key what the dead letter goes by
     * @param why in words
     */
    public static SourceRecord unreadable(String topic, long offset, String key, String why) {
        return new SourceRecord(
                topic,
                -1,
                offset,
                0,
                key.getBytes(StandardCharsets.UTF_8),
                new byte[0],
                List.of(
                        new RecordHeader(
                                RecordHeader.UNREADABLE, why.getBytes(StandardCharsets.UTF_8))));
    }

    /** Why the source could not read it; null if it could. */
    public @Nullable String whyUnreadable() {
        for (RecordHeader header : headers) {
            if (partition < 0 && header.name().equals(RecordHeader.UNREADABLE)) {
                return header.text();
            }
        }
        return null;
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
