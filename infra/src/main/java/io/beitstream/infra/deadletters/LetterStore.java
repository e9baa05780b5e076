package io.beitstream.infra.deadletters;

import java.io.IOException;
import java.util.Optional;

/** A place where dead letters lie. Not thread-safe. */
public interface LetterStore extends AutoCloseable {
    /** Reads through the store as it is now. */
    LetterIndex index(LetterFilter filter) throws IOException;

    /** Notes in the index which letters have got newer records since it was made. */
    void refresh(LetterIndex index);

    /**
     * The letter at a position; cheapest in ascending order.
     *
     * @return empty if there is no letter, or no longer
     */
    Optional<StoredLetter> read(Position position) throws IOException;

    /**
     * The position that text names, as {@link #name} writes it.
     *
     * @throws IllegalArgumentException if it names none
     */
    Position position(String text);

    /** A position in words. */
    String name(Position position);

    @Override
    void close();
}
