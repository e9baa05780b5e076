package io.beitstream.jobs.source;

import io.beitstream.jobs.outcome.ImmutableTypeInfo;
import io.beitstream.jobs.outcome.SourceRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes Kafka records as they are; nothing can fail here, so no record can stop the source. */
public final class SourceRecordDeserializer
        implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
        byte[] value = record.value();
        out.collect(
                new SourceRecord(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        value == null ? new byte[0] : value));
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return ImmutableTypeInfo.ofSourceRecord();
    }
}
