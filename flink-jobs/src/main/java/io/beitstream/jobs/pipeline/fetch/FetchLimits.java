package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much one image, one store and all stores together may cost.
 *
 * @param maxBytes largest image that is fetched, in bytes
 * @param connectTimeout for each address of a host
 * @param attemptTimeout for one attempt from the host's name to the last byte of the body; waiting
 *     for memory does not count
 * @param maxRedirects that one attempt follows
 * @param perStore attempts under way at one host
 * @param total attempts under way at all hosts and file roots
 */
public record FetchLimits(
        int maxBytes,
        Duration connectTimeout,
        Duration attemptTimeout,
        int maxRedirects,
        int perStore,
        int total)
        implements Serializable {
    public static final FetchLimits DEFAULTS =
            new FetchLimits(32 << 20, Duration.ofSeconds(3), Duration.ofSeconds(20), 3, 32, 256);

    public FetchLimits {
        if (maxBytes < 1 || maxBytes == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxBytes must be between 1 byte and 2 GiB");
        }
        Durations.requirePositive("connectTimeout", connectTimeout);
        Durations.requirePositive("attemptTimeout", attemptTimeout);
        if (maxRedirects < 0) {
            throw new IllegalArgumentException("maxRedirects must not be negative");
        }
        if (perStore < 1 || total < 1) {
            throw new IllegalArgumentException("perStore and total must be at least 1");
        }
    }
}
