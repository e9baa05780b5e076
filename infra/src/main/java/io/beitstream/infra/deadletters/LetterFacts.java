package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of each letter while there may be millions of them: a few hundred bytes, and
 * nothing of its event.
 *
 * @param imageId null if the event could not be read, or if the key says the same
 * @param replays how often the event has been replayed already
 * @param originPartition -1 if the event came from a file
 */
public record LetterFacts(
        Position position,
        LetterKey key,
        @Nullable String imageId,
        Stage stage,
        String cause,
        long processedMillis,
        int replays,
        String originTopic,
        int originPartition) {
    static LetterFacts of(StoredLetter stored) {
        DeadLetter letter = stored.letter();
        Provenance from = letter.getProvenance();
        String id = letter.getImageId();
        return new LetterFacts(
                stored.position(),
                stored.key(),
                id == null || LetterKey.of(id).equals(stored.key()) ? null : id,
                letter.getStage(),
                letter.getErrorClass().intern(),
                from.getProcessedTime().toEpochMilli(),
                stored.replays(),
                from.getTopic().intern(),
                from.getPartition());
    }

    /** What to call the letter: the image id, or else the key. */
    public String id() {
        return imageId == null ? key.text() : imageId;
    }

    /** When the event failed. */
    public Instant processed() {
        return Instant.ofEpochMilli(processedMillis);
    }

    /** Whether the event came from a file, so that there is no topic to return it to. */
    public boolean fromFile() {
        return originPartition < 0;
    }
}
