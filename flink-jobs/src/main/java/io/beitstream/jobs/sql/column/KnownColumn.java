package io.beitstream.jobs.sql.column;

import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * A column that can be filled.
 *
 * @param <T> what it is read from
 */
public record KnownColumn<T>(String name, LogicalType type, Reading<T> reading) {
    /** Reads the column's value, in Flink's internal form; null where there is none. */
    @FunctionalInterface
    public interface Reading<T> {
        @Nullable Object of(T result);
    }

    public @Nullable Object of(T result) {
        return reading.of(result);
    }
}
