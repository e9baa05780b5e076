package io.beitstream.jobs.pipeline.fetch;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Doubling waits, each longer or shorter by up to a quarter so that not all come back together.
 *
 * @param random between 0 and 1
 */
record Backoff(Duration first, Duration longest, DoubleSupplier random) {
    /**
     * The wait after a number of failures, in nanoseconds.
     *
     * @param atLeast what the store asked for
     */
    long nanos(int failures, @Nullable Duration atLeast) {
        long doubled = first.toNanos() << Math.min(failures - 1, 20);
        long wait = Math.min(Math.max(doubled, first.toNanos()), longest.toNanos());
        long spread = (long) (wait * (0.75 + random.getAsDouble() / 2));
        return atLeast == null ? spread : Math.max(spread, atLeast.toNanos());
    }
}
