package io.beitstream.jobs.sink;

import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes Kafka records of output records. */
final class KafkaRecordWriter<T extends SpecificRecord>
        implements KafkaRecordSerializationSchema<OutputRecord<T>> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final Class<T> type;
    private final RecordFormat records;
    private transient @Nullable RecordCodec<T> codec;

    KafkaRecordWriter(String topic, Class<T> type, RecordFormat records) {
        this.topic = topic;
        this.type = type;
        this.records = records;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutputRecord<T> record, KafkaSinkContext context, Long timestamp) {
        if (codec == null) {
            codec = records.writing(type, topic);
        }
        T value = record.value();
        ProducerRecord<byte[], byte[]> result =
                new ProducerRecord<>(
                        topic, record.key(), value == null ? null : codec.encode(value));
        for (RecordHeader header : record.headers()) {
            result.headers().add(header.name(), header.value());
        }
        return result;
    }
}
