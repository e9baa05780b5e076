package io.beitstream.infra.deadletters;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest letter of each key, without the letters themselves. In one part the later letter is
 * newer, between parts the younger. A letter whose key has a tombstone on top is dealt with.
 */
public final class LetterIndex {
    private final LetterFilter filter;
    private final Map<LetterKey, Entry> newest = new HashMap<>();
    private final Map<LetterKey, Set<Integer>> spread = new HashMap<>();
    private long unreadable;

    /** Where a key stands: without facts it is dealt with, or not meant. */
    private record Entry(
            Position position, long time, @Nullable LetterFacts facts, boolean unsettled) {}

    LetterIndex(LetterFilter filter) {
        this.filter = filter;
    }

    void letter(StoredLetter stored) {
        long failed = stored.letter().getProvenance().getProcessedTime().toEpochMilli();
        LetterFacts facts = filter.matches(stored) ? LetterFacts.of(stored) : null;
        put(
                stored.key(),
                new Entry(stored.position(), Math.max(stored.time(), failed), facts, false));
    }

    void tombstone(LetterKey key, Position position, long time) {
        put(key, new Entry(position, time, null, false));
    }

    void unreadable() {
        unreadable++;
    }

    /** Notes that there is a newer record of this key whose transaction may not have ended. */
    void newer(LetterKey key) {
        newest.computeIfPresent(
                key, (k, e) -> e.facts == null ? e : new Entry(e.position, e.time, e.facts, true));
    }

    private void put(LetterKey key, Entry entry) {
        Entry before = newest.get(key);
        if (before == null) {
            newest.put(key, entry);
            return;
        }
        if (before.position.part() != entry.position.part()) {
            spread.computeIfAbsent(key, k -> new HashSet<>())
                    .addAll(List.of(before.position.part(), entry.position.part()));
        }
        if (!isNewer(before, entry)) {
            newest.put(key, entry);
        }
    }

    private static boolean isNewer(Entry a, Entry b) {
        return a.position.part() == b.position.part()
                ? a.position.offset() > b.position.offset()
                : a.time > b.time;
    }

    /** The letters that are meant and not dealt with, in the order in which they lie. */
    public List<LetterFacts> open() {
        return newest.values().stream()
                .map(Entry::facts)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(LetterFacts::position))
                .toList();
    }

    /** Whether a newer record of this key is under way, so that the letter may be dealt with. */
    public boolean isUnsettled(LetterKey key) {
        Entry entry = newest.get(key);
        return entry != null && entry.unsettled;
    }

    /** The parts in which records of this letter's key lie. */
    public Set<Integer> parts(LetterFacts letter) {
        return spread.getOrDefault(letter.key(), Set.of(letter.position().part()));
    }

    /** How many records were no dead letters. */
    public long unreadableRecords() {
        return unreadable;
    }
}
