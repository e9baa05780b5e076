package io.beitstream.infra.deadletters;

import java.util.Comparator;

/**
 * Where a letter lies in its store.
 *
 * @param part the partition of the topic, or the number of the file in the folder
 * @param offset in the partition, or the number of the letter in the file, from 0
 */
public record Position(int part, long offset) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::part).thenComparingLong(Position::offset);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
