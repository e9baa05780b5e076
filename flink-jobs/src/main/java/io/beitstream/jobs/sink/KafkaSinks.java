package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/** Kafka topics as sinks: records keyed by image id. */
public final class KafkaSinks {
    private KafkaSinks() {}

    /** Sinks for the topics of a job with at most one encoder. */
    public static FeatureSinks of(
            KafkaSinkOptions options, String tokens, String embeddings, String deadLetters) {
        return of(options, tokens, List.of(embeddings), deadLetters);
    }

    /**
     * Sinks for topics.
     *
     * @param embeddings the topic of each encoder, in their order
     */
    public static FeatureSinks of(
            KafkaSinkOptions options, String tokens, List<String> embeddings, String deadLetters) {
        return new FeatureSinks(
                sink(options, tokens, TokenSequence.class),
                embeddings.stream()
                        .map(topic -> sink(options, topic, ImageEmbedding.class))
                        .toList(),
                sink(options, deadLetters, DeadLetter.class));
    }

    /** A sink for embeddings alone. */
    public static Sink<OutputRecord<ImageEmbedding>> embeddings(
            KafkaSinkOptions options, String topic) {
        return sink(options, topic, ImageEmbedding.class);
    }

    private static <T extends SpecificRecord> KafkaSink<OutputRecord<T>> sink(
            KafkaSinkOptions options, String topic, Class<T> type) {
        return KafkaSink.<OutputRecord<T>>builder()
                .setBootstrapServers(options.bootstrapServers())
                .setKafkaProducerConfig(options.producerProperties())
                .setDeliveryGuarantee(
                        options.delivery() == Delivery.EXACTLY_ONCE
                                ? DeliveryGuarantee.EXACTLY_ONCE
                                : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(options.transactionalIdPrefix() + "-" + topic)
                .setRecordSerializer(new KafkaRecordWriter<>(topic, type, options.records()))
                .build();
    }
}
