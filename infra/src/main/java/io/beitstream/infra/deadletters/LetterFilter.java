package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant; what is empty or null excludes none.
 *
 * @param ids of images, or keys where there is no image id
 * @param since the first time of failure that is meant
 * @param until the first time of failure that is no longer meant
 * @param models one of which the job was running
 */
public record LetterFilter(
        Set<Stage> stages,
        List<Wildcard> causes,
        @Nullable Instant since,
        @Nullable Instant until,
        List<Wildcard> ids,
        List<Wildcard> models) {
    /** Every letter. */
    public static final LetterFilter ALL =
            new LetterFilter(Set.of(), List.of(), null, null, List.of(), List.of());

    /** The letters of an image id or a key, in which {@code *} stands for itself. */
    public static LetterFilter ofId(String id) {
        return new LetterFilter(
                Set.of(), List.of(), null, null, List.of(Wildcard.literal(id)), List.of());
    }

    /** Whether this letter is meant. */
    public boolean matches(StoredLetter stored) {
        DeadLetter letter = stored.letter();
        return (stages.isEmpty() || stages.contains(letter.getStage()))
                && any(causes, letter.getErrorClass())
                && within(letter.getProvenance().getProcessedTime())
                && (ids.isEmpty() || matchesId(stored))
                && (models.isEmpty()
                        || letter.getModelIds().stream().anyMatch(model -> any(models, model)));
    }

    private boolean within(Instant time) {
        return (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
    }

    private boolean matchesId(StoredLetter stored) {
        String id = stored.letter().getImageId();
        return (id != null && any(ids, id)) || any(ids, stored.key().text());
    }

    private static boolean any(List<Wildcard> wildcards, String word) {
        return wildcards.isEmpty() || wildcards.stream().anyMatch(w -> w.matches(word));
    }
}
