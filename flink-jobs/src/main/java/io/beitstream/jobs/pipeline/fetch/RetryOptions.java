package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often one image is tried.
 *
 * @param maxAttempts including the first; those while the store is down or sick do not count
 * @param patience how long after its first attempt an image may be tried on beyond its attempts, if
 *     there are any beyond the first, while its failures may be chance: the store gives no answer
 *     or says that it has no time, and does so to others as well, or too few others are there to
 *     tell
 * @param firstBackoff wait before the second attempt; doubles with each further one, give or take a
 *     quarter
 * @param maxBackoff longest of these waits
 * @param maxRetryAfter longest wait that a store may ask for
 */
public record RetryOptions(
        int maxAttempts,
        Duration patience,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration maxRetryAfter)
        implements Serializable {
    public static final RetryOptions DEFAULTS =
            new RetryOptions(
                    3,
                    Duration.ofSeconds(30),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30));

    public RetryOptions {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1");
        }
        Durations.requireNotNegative("patience", patience);
        Durations.requirePositive("firstBackoff", firstBackoff);
        Durations.requirePositive("maxBackoff", maxBackoff);
        Durations.requirePositive("maxRetryAfter", maxRetryAfter);
    }

    /**
     * Whether an image that has had its attempts may be tried on.
     *
     * @param nanos since the first
     * @param ofTheStore whether the last one failed before the store looked at the image
     */
    boolean isPatient(long nanos, boolean ofTheStore) {
        return ofTheStore && maxAttempts > 1 && nanos < patience.toNanos();
    }

    Duration longestWait() {
        return maxRetryAfter.compareTo(maxBackoff) > 0 ? maxRetryAfter : maxBackoff;
    }
}
