package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.demo.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts, for each topic, how often each key came. */
final class DeliveredImages implements AutoCloseable {
    private final Topics topics;
    private final int images;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Integer> tokens = new TreeMap<>();
    private final Map<String, Integer> embeddings = new TreeMap<>();
    private final Map<String, Integer> deadLetters = new TreeMap<>();

    DeliveredImages(String bootstrapServers, Topics topics, int images) {
        this.topics = topics;
        this.images = images;
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("group.id", "reader-" + topics.images());
        properties.setProperty("auto.offset.reset", "earliest");
        properties.setProperty("isolation.level", "read_committed");
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(properties, asIs, asIs);
        consumer.subscribe(List.of(topics.tokens(), topics.embeddings(), topics.deadLetters()));
    }

    void readUntil(int count) {
        while (finished() < count) {
            poll(Duration.ofMillis(200));
        }
    }

    int finished() {
        int both = 0;
        for (String id : tokens.keySet()) {
            both += embeddings.containsKey(id) ? 1 : 0;
        }
        return both + deadLetters.size();
    }

    private int poll(Duration wait) {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            Map<String, Integer> counts =
                    record.topic().equals(topics.tokens())
                            ? tokens
                            : record.topic().equals(topics.embeddings()) ? embeddings : deadLetters;
            counts.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
            count++;
        }
        return count;
    }

    /** Reads on until nothing more comes, then judges. */
    void readWhatIsLeft() {
        while (poll(Duration.ofSeconds(2)) > 0) {
            Thread.onSpinWait();
        }
        int dead = 0;
        for (int i = 0; i < images; i++) {
            boolean bad = i % 10 == 3 || i % 50 == 7;
            dead += bad ? 1 : 0;
            assertThat(deadLetters.containsKey(DeliveryITCase.id(i)))
                    .as(DeliveryITCase.id(i))
                    .isEqualTo(bad);
            assertThat(tokens.containsKey(DeliveryITCase.id(i)))
                    .as(DeliveryITCase.id(i))
                    .isEqualTo(!bad);
            assertThat(embeddings.containsKey(DeliveryITCase.id(i)))
                    .as(DeliveryITCase.id(i))
                    .isEqualTo(!bad);
        }
        assertThat(deadLetters).hasSize(dead);
        assertThat(tokens).hasSize(images - dead);
        if (topics.images().startsWith("exactly")) {
            assertThat(tokens.values()).allMatch(times -> times == 1);
            assertThat(embeddings.values()).allMatch(times -> times == 1);
            assertThat(deadLetters.values()).allMatch(times -> times == 1);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
