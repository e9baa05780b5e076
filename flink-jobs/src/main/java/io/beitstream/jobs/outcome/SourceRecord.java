package io.beitstream.jobs.outcome;

import org.jspecify.annotations.Nullable;

/**
 * A record as its source delivered it.
 *
 * @param topic the Kafka topic; for files, the folder or archive
 * @param partition the Kafka partition; -1 for files
 * @param offset the Kafka offset; for files, the position in the archive, or -1
 * @param timestamp of the record, in milliseconds since the epoch
 */
public record SourceRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte[] value) {
    /** Where it stands, for people. */
    public String position() {
        return partition < 0 ? topic : topic + "-" + partition + "@" + offset;
    }
}
