package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic of dead letters. A null value under a letter's key is its tombstone: dealt with.
 */
public final class KafkaLetterStore implements LetterStore {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String topic;
    private final RecordCodec<DeadLetter> codec;
    private final TopicReader reader;
    private final RecordFetcher fetcher;

    /** A topic that exists. */
    public KafkaLetterStore(KafkaClients clients, String topic) {
        this(clients, topic, PATIENCE);
    }

    KafkaLetterStore(KafkaClients clients, String topic, Duration patience) {
        this.topic = topic;
        this.codec = clients.records().reading(DeadLetter.class);
        this.reader = new TopicReader(clients, topic, patience);
        this.fetcher = new RecordFetcher(clients);
    }

    @Override
    public LetterIndex index(LetterFilter filter) {
        LetterIndex index = new LetterIndex(filter);
        reader.readCommitted(record -> add(index, record));
        refresh(index);
        return index;
    }

    private void add(LetterIndex index, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                index.tombstone(new LetterKey(record.key()), position(record), record.timestamp());
            }
            return;
        }
        StoredLetter letter = letter(record);
        if (letter == null) {
            index.unreadable();
        } else {
            index.letter(letter);
        }
    }

    @Override
    public void refresh(LetterIndex index) {
        reader.readTail(
                record -> {
                    StoredLetter keyless = record.key() == null ? letter(record) : null;
                    if (record.key() != null) {
                        index.newer(new LetterKey(record.key()));
                    } else if (keyless != null) {
                        index.newer(keyless.key());
                    }
                });
    }

    @Override
    public Optional<StoredLetter> read(Position position) {
        return fetcher.fetch(new TopicPartition(topic, position.part()), position.offset())
                .map(this::letter);
    }

    private @Nullable StoredLetter letter(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            DeadLetter letter = codec.decode(record.value());
            byte[] key = record.key();
            return new StoredLetter(
                    position(record),
                    key == null ? LetterKey.of(letter) : new LetterKey(key),
                    record.timestamp(),
                    List.of(record.headers().toArray()),
                    letter);
        } catch (MalformedRecordException e) {
            return null;
        }
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record) {
        return new Position(record.partition(), record.offset());
    }

    @Override
    public Position position(String text) {
        String prefix = topic + "-";
        String rest = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
        if (!rest.matches("\\d{1,9}@\\d{1,18}")) {
            throw new IllegalArgumentException(
                    "'%s' is no position in the topic: write %s-0@42 for offset 42 of partition 0"
                            .formatted(text, topic));
        }
        int at = rest.indexOf('@');
        return new Position(
                Integer.parseInt(rest.substring(0, at)), Long.parseLong(rest.substring(at + 1)));
    }

    @Override
    public String name(Position position) {
        return "%s-%d@%d".formatted(topic, position.part(), position.offset());
    }

    @Override
    public void close() {
        reader.close();
        fetcher.close();
    }
}
