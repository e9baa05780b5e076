package io.beitstream.infra.demo;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.TokenSequence;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job publishes, as any other consumer would, and counts what came twice. */
final class ResultCollector implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final RecordCodec<TokenSequence> tokenCodec;
    private final RecordCodec<ImageEmbedding> embeddingCodec;
    private final RecordCodec<DeadLetter> deadLetterCodec;
    private final Map<String, TokenSequence> tokens = new HashMap<>();
    private final Map<String, ImageEmbedding> embeddings = new HashMap<>();
    private final Map<String, DeadLetter> deadLetters = new HashMap<>();
    private int duplicates;

    ResultCollector(String bootstrapServers, Topics topics, RecordFormat records) {
        this.tokenCodec = records.reading(TokenSequence.class);
        this.embeddingCodec = records.reading(ImageEmbedding.class);
        this.deadLetterCodec = records.reading(DeadLetter.class);
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("group.id", "beitstream-demo-reader");
        properties.setProperty("auto.offset.reset", "earliest");
        properties.setProperty("isolation.level", "read_committed");
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        this.consumer = new KafkaConsumer<>(properties, asIs, asIs);
        this.topics = topics;
        consumer.subscribe(List.of(topics.tokens(), topics.embeddings(), topics.deadLetters()));
    }

    /** Takes what has arrived; returns how many records that were. */
    int poll(Duration wait) throws MalformedRecordException {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            accept(record);
            count++;
        }
        return count;
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        Object before;
        if (record.topic().equals(topics.tokens())) {
            TokenSequence sequence = tokenCodec.decode(record.value());
            before = tokens.put(sequence.getImageId(), sequence);
        } else if (record.topic().equals(topics.embeddings())) {
            ImageEmbedding embedding = embeddingCodec.decode(record.value());
            before = embeddings.put(embedding.getImageId(), embedding);
        } else {
            DeadLetter letter = deadLetterCodec.decode(record.value());
            before = deadLetters.put(String.valueOf(letter.getImageId()), letter);
        }
        if (before != null) {
            duplicates++;
        }
    }

    /** How many of these ids have come out completely. */
    int finished(List<String> ids) {
        int count = 0;
        for (String id : ids) {
            boolean features = tokens.containsKey(id) && embeddings.containsKey(id);
            if (features || deadLetters.containsKey(id)) {
                count++;
            }
        }
        return count;
    }

    /**
     * What contradicts "every image exactly once": ids that came twice, not at all, half, or both
     * ways. Empty if nothing does.
     */
    String violations(List<String> ids) {
        TreeSet<String> missing = new TreeSet<>();
        TreeSet<String> contradictory = new TreeSet<>();
        for (String id : ids) {
            int features = (tokens.containsKey(id) ? 1 : 0) + (embeddings.containsKey(id) ? 1 : 0);
            boolean dead = deadLetters.containsKey(id);
            if (features == 0 && !dead) {
                missing.add(id);
            } else if (features == 1 || (features == 2 && dead)) {
                contradictory.add(id);
            }
        }
        StringBuilder problems = new StringBuilder();
        if (duplicates > 0) {
            problems.append(duplicates).append(" records came more than once. ");
        }
        if (!missing.isEmpty()) {
            problems.append("Nothing came out for ").append(missing).append(". ");
        }
        if (!contradictory.isEmpty()) {
            problems.append("Incomplete or contradictory: ").append(contradictory).append(". ");
        }
        return problems.toString().strip();
    }

    Map<String, TokenSequence> tokens() {
        return tokens;
    }

    Map<String, ImageEmbedding> embeddings() {
        return embeddings;
    }

    Map<String, DeadLetter> deadLetters() {
        return deadLetters;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
