package io.beitstream.jobs.fetch;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * How images are fetched.
 *
 * @param maxBytes largest image that is fetched, in bytes
 * @param requestTimeout for one attempt
 * @param maxAttempts including the first; only what may be better the next time is tried again
 * @param firstBackoff wait before the second attempt; doubles with each further one
 * @param allowedSchemes of URIs; an event with another becomes a dead letter
 */
public record FetchOptions(
        int maxBytes,
        Duration requestTimeout,
        int maxAttempts,
        Duration firstBackoff,
        Set<String> allowedSchemes)
        implements Serializable {
    public static final FetchOptions DEFAULTS =
            new FetchOptions(
                    32 << 20,
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofMillis(200),
                    Set.of("file", "http", "https"));

    public FetchOptions {
        if (maxBytes < 1 || maxAttempts < 1) {
            throw new IllegalArgumentException("maxBytes and maxAttempts must be at least 1");
        }
    }

    /** The longest that one image can take, all attempts and waits together. */
    public Duration budget() {
        Duration total = requestTimeout.multipliedBy(maxAttempts);
        for (int i = 0; i < maxAttempts - 1; i++) {
            total = total.plus(firstBackoff.multipliedBy(1L << Math.min(i, 20)));
        }
        return total;
    }
}
