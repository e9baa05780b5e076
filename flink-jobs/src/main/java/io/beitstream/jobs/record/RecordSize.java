package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.schemas.SingleObjectCodec;
import org.apache.avro.specific.SpecificRecord;

/** Measures what records take in a topic: key, value, headers, and what Kafka adds. */
final class RecordSize<T extends SpecificRecord> {
    /** Of a batch that holds one record, and of the record itself. */
    private static final int KAFKA_OVERHEAD = 128;

    private final SingleObjectCodec<T> codec;

    RecordSize(Class<T> type) {
        this.codec = new SingleObjectCodec<>(type);
    }

    /** Bytes of the record in a topic, uncompressed, rounded up a little. */
    long of(OutputRecord<T> record) {
        long size = KAFKA_OVERHEAD;
        byte[] key = record.key();
        T value = record.value();
        size += key == null ? 0 : key.length;
        size += value == null ? 0 : codec.encode(value).length;
        for (RecordHeader header : record.headers()) {
            size += header.size();
        }
        return size;
    }
}
