package io.beitstream.infra.deadletters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Letters as tables for people. */
public final class LetterTables {
    private LetterTables() {}

    /** A line for each stage and cause. */
    public static List<String> groups(List<LetterGroup> groups) {
        TextTable table =
                new TextTable(
                        "STAGE", "CAUSE", "LETTERS", "OLDEST", "NEWEST", "REPLAYED", "EXAMPLE");
        for (LetterGroup group : groups) {
            table.add(
                    group.stage(),
                    group.cause(),
                    group.count(),
                    seconds(group.oldest()),
                    seconds(group.newest()),
                    group.replays(),
                    group.example());
        }
        return table.lines();
    }

    /** A line for each letter. */
    public static List<String> letters(List<LetterFacts> letters, LetterStore store) {
        TextTable table =
                new TextTable(
                        "ID", "STAGE", "CAUSE", "FAILED", "REPLAYED", "CAME FROM", "POSITION");
        for (LetterFacts letter : letters) {
            table.add(
                    letter.id(),
                    letter.stage(),
                    letter.cause(),
                    seconds(letter.processed()),
                    letter.replays(),
                    letter.originTopic(),
                    store.name(letter.position()));
        }
        return table.lines();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
