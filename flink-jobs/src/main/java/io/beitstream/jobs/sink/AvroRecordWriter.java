package io.beitstream.jobs.sink;

import io.beitstream.schemas.SingleObjectCodec;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes Kafka records of Avro records. */
final class AvroRecordWriter<T extends SpecificRecord>
        implements KafkaRecordSerializationSchema<T> {
    private static final long serialVersionUID = 1L;

    /** Finds the key of a record. */
    interface Key<T> extends Serializable {
        byte @Nullable [] of(T record);
    }

    private final String topic;
    private final Class<T> type;
    private final Key<T> key;
    private transient @Nullable SingleObjectCodec<T> codec;

    AvroRecordWriter(String topic, Class<T> type, Key<T> key) {
        this.topic = topic;
        this.type = type;
        this.key = key;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            T element, KafkaSinkContext context, Long timestamp) {
        if (codec == null) {
            codec = new SingleObjectCodec<>(type);
        }
        return new ProducerRecord<>(topic, key.of(element), codec.encode(element));
    }
}
