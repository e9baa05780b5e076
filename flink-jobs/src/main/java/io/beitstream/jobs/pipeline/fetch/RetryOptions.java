package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often one image is tried.
 *
 * @param maxAttempts including the first; those during a store's outage do not count
 * @param firstBackoff wait before the second attempt; doubles with each further one, give or take a
 *     quarter
 * @param maxBackoff longest of these waits
 * @param maxRetryAfter longest wait that a store may ask for
 */
public record RetryOptions(
        int maxAttempts, Duration firstBackoff, Duration maxBackoff, Duration maxRetryAfter)
        implements Serializable {
    public static final RetryOptions DEFAULTS =
            new RetryOptions(
                    3, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30));

    public RetryOptions {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1");
        }
        Durations.requirePositive("firstBackoff", firstBackoff);
        Durations.requirePositive("maxBackoff", maxBackoff);
        Durations.requirePositive("maxRetryAfter", maxRetryAfter);
    }

    Duration longestWait() {
        return maxRetryAfter.compareTo(maxBackoff) > 0 ? maxRetryAfter : maxBackoff;
    }
}
