package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Finds the events of letters: in the letter, or where the letter says that it lies. */
public final class Originals implements AutoCloseable {
    private static final String OURS = "beitstream-";

    private final @Nullable RecordFetcher fetcher;

    /**
     * @param clients of the cluster the events came from; null if there is none to ask
     */
    public Originals(@Nullable KafkaClients clients) {
        this.fetcher = clients == null ? null : new RecordFetcher(clients);
    }

    /**
     * The event of a letter, with its own headers and the count of replays raised by one.
     *
     * @return empty if it is not to be had any more: deleted, or its place taken by another record
     */
    public Optional<Original> of(StoredLetter stored) {
        DeadLetter letter = stored.letter();
        ByteBuffer keyBuffer = letter.getOriginalKey();
        byte[] key = keyBuffer == null ? null : Bytes.of(keyBuffer);
        Optional<byte[]> event =
                letter.getOriginalEventOmitted()
                        ? fetch(letter.getProvenance(), key)
                        : Optional.of(Bytes.of(letter.getOriginalEvent()));
        return event.map(bytes -> new Original(key, bytes, headers(stored)));
    }

    private Optional<byte[]> fetch(Provenance from, byte @Nullable [] key) {
        if (fetcher == null || from.getPartition() < 0) {
            return Optional.empty();
        }
        return fetcher.fetch(
                        new TopicPartition(from.getTopic(), from.getPartition()), from.getOffset())
                .filter(record -> Arrays.equals(record.key(), key))
                .filter(record -> key != null || isOf(record.timestamp(), from))
                .flatMap(record -> Optional.ofNullable(record.value()));
    }

    /** Records without a key are told apart by their time stamps. */
    private static boolean isOf(long timestamp, Provenance from) {
        return timestamp == from.getIngestTime().toEpochMilli();
    }

    private static List<Header> headers(StoredLetter stored) {
        List<Header> headers = new ArrayList<>(stored.headers());
        headers.removeIf(header -> header.key().startsWith(OURS));
        headers.add(
                new RecordHeader(
                        StoredLetter.ATTEMPTS_HEADER,
                        Integer.toString(stored.replays() + 1).getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    @Override
    public void close() {
        if (fetcher != null) {
            fetcher.close();
        }
    }
}
