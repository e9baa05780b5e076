package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often one image is tried.
 *
 * @param maxAttempts including the first; those while the store is down or sick do not count
 * @param patience how long after its first attempt an image is tried on, if there are attempts at
 *     all beyond the first and the store does not answer or says that it has no time: long enough
 *     to see how other images fare
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
                    Duration.ofSeconds(2),
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
     * Whether an image has been tried enough.
     *
     * @param attempts that count
     * @param nanos since the first
     * @param ofTheStore whether the last one failed before the store looked at the image
     */
    boolean isEnough(int attempts, long nanos, boolean ofTheStore) {
        boolean patient = ofTheStore && maxAttempts > 1 && nanos < patience.toNanos();
        return attempts >= maxAttempts && !patient;
    }

    Duration longestWait() {
        return maxRetryAfter.compareTo(maxBackoff) > 0 ? maxRetryAfter : maxBackoff;
    }
}
