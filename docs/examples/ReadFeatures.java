import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads visual tokens and embeddings from their topics, up to their current ends. Wants
 * kafka-clients and the schemas module on the class path.
 *
 * <pre>
 * java -cp ... ReadFeatures.java BOOTSTRAP_SERVERS TOKENS_TOPIC EMBEDDINGS_TOPIC
 * </pre>
 */
public class ReadFeatures {
    public static void main(String[] arguments) throws Exception {
        String tokensTopic = arguments[1];
        String embeddingsTopic = arguments[2];
        SingleObjectCodec<TokenSequence> tokensCodec = new SingleObjectCodec<>(TokenSequence.class);
        SingleObjectCodec<ImageEmbedding> embeddingsCodec =
                new SingleObjectCodec<>(ImageEmbedding.class);
        Map<String, TokenSequence> tokens = new TreeMap<>();
        Map<String, ImageEmbedding> embeddings = new TreeMap<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", arguments[0], "isolation.level", "read_committed");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of(tokensTopic, embeddingsTopic)) {
                consumer.partitionsFor(topic)
                        .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    boolean isTokens = record.topic().equals(tokensTopic);
                    if (record.value() == null) { // the image was deleted
                        (isTokens ? tokens : embeddings).remove(record.key());
                    } else if (isTokens) {
                        tokens.put(record.key(), tokensCodec.decode(record.value()));
                    } else {
                        embeddings.put(record.key(), embeddingsCodec.decode(record.value()));
                    }
                }
            }
        }
        embeddings.forEach(
                (id, embedding) -> {
                    TokenSequence sequence = tokens.get(id);
                    if (sequence != null) {
                        System.out.printf(
                                "%s: %d tokens, %d dimensions of %s%n",
                                id,
                                sequence.getCodes().size(),
                                embedding.getVector().size(),
                                embedding.getModelId());
                    }
                });
    }
}
