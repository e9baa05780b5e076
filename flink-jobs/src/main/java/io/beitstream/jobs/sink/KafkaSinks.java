package io.beitstream.jobs.sink;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.jspecify.annotations.Nullable;

/** Kafka topics as sinks: records in Avro single-object encoding, keyed by image id. */
public final class KafkaSinks {
    private KafkaSinks() {}

    /** Sinks for the three topics. */
    public static FeatureSinks of(
            KafkaSinkOptions options, String tokens, String embeddings, String deadLetters) {
        return new FeatureSinks(
                sink(options, tokens, TokenSequence.class, record -> utf8(record.getImageId())),
                sink(
                        options,
                        embeddings,
                        ImageEmbedding.class,
                        record -> utf8(record.getImageId())),
                sink(options, deadLetters, DeadLetter.class, KafkaSinks::keyOf));
    }

    private static <T extends SpecificRecord> KafkaSink<T> sink(
            KafkaSinkOptions options, String topic, Class<T> type, AvroRecordWriter.Key<T> key) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(options.bootstrapServers())
                .setKafkaProducerConfig(options.producerProperties())
                .setDeliveryGuarantee(
                        options.delivery() == Delivery.EXACTLY_ONCE
                                ? DeliveryGuarantee.EXACTLY_ONCE
                                : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(options.transactionalIdPrefix() + "-" + topic)
                .setRecordSerializer(new AvroRecordWriter<>(topic, type, key))
                .build();
    }

    private static byte @Nullable [] keyOf(DeadLetter letter) {
        if (letter.getImageId() != null) {
            return utf8(letter.getImageId());
        }
        ByteBuffer original = letter.getOriginalKey();
        if (original == null) {
            return null;
        }
        byte[] key = new byte[original.remaining()];
        original.duplicate().get(key);
        return key;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
