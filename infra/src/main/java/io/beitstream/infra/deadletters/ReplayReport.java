package io.beitstream.infra.deadletters;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the letters that were meant.
 *
 * @param replayed events that are back
 * @param tooOften letters left because they have been replayed often enough
 * @param gone letters left because their events are not to be had any more
 * @param homeless letters left because their events came from files and have no topic
 * @param changed letters left because there are newer records of their keys
 * @param refused letters left because their events could not be published
 * @param rest letters beyond the limit
 */
public record ReplayReport(
        long replayed,
        long tooOften,
        long gone,
        long homeless,
        long changed,
        long refused,
        long rest) {
    /** Letters left for other reasons than that they are gone or were replayed too often. */
    public long left() {
        return homeless + changed + refused + rest;
    }

    /** What there is to say about letters that were left, a line each. */
    public List<String> notes(String refusal) {
        List<String> notes = new ArrayList<>();
        note(
                notes,
                homeless,
                "left: they came from files and have no topic to return to: name one with --to");
        note(
                notes,
                changed,
                "left: they have newer records under their keys, or open transactions: try again later");
        note(notes, refused, "left: they " + refusal);
        note(
                notes,
                gone,
                "gone: their events are not to be had any more where they lay; the letters stay");
        return notes;
    }

    private static void note(List<String> notes, long count, String what) {
        if (count > 0) {
            notes.add(count + " " + what);
        }
    }

    /** All in one line. */
    public String line() {
        return "%d replayed, %d skipped by attempts, %d gone, %d left"
                .formatted(replayed, tooOften, gone, left());
    }
}
