package io.beitstream.infra.deadletters;

import io.beitstream.schemas.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters of one stage and cause.
 *
 * @param oldest time of failure
 * @param newest time of failure
 * @param fewestReplays of an event
 * @param mostReplays of an event
 * @param example the id of the newest letter
 */
public record LetterGroup(
        Stage stage,
        String cause,
        long count,
        Instant oldest,
        Instant newest,
        int fewestReplays,
        int mostReplays,
        String example) {
    private record Kind(Stage stage, String cause) {}

    /** The groups of these letters, in the order of stages, the largest first. */
    public static List<LetterGroup> of(List<LetterFacts> letters) {
        Map<Kind, LetterGroup> groups = new HashMap<>();
        for (LetterFacts letter : letters) {
            groups.merge(
                    new Kind(letter.stage(), letter.cause()), of(letter), LetterGroup::together);
        }
        List<LetterGroup> sorted = new ArrayList<>(groups.values());
        sorted.sort(
                Comparator.comparing(LetterGroup::stage)
                        .thenComparing(LetterGroup::count, Comparator.reverseOrder())
                        .thenComparing(LetterGroup::cause));
        return sorted;
    }

    private static LetterGroup of(LetterFacts letter) {
        return new LetterGroup(
                letter.stage(),
                letter.cause(),
                1,
                letter.processed(),
                letter.processed(),
                letter.replays(),
                letter.replays(),
                letter.id());
    }

    private LetterGroup together(LetterGroup other) {
        boolean isNewer = newest.isAfter(other.newest);
        return new LetterGroup(
                stage,
                cause,
                count + other.count,
                oldest.isBefore(other.oldest) ? oldest : other.oldest,
                isNewer ? newest : other.newest,
                Math.min(fewestReplays, other.fewestReplays),
                Math.max(mostReplays, other.mostReplays),
                isNewer ? example : other.example);
    }

    /** How often the events have been replayed, as a number or a range. */
    public String replays() {
        return fewestReplays == mostReplays
                ? Integer.toString(mostReplays)
                : fewestReplays + "-" + mostReplays;
    }
}
