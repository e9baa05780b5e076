package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/** How images are fetched: how much, from where, how often, and what a store's outage is. */
public record FetchOptions(
        FetchLimits limits, FetchAccess access, RetryOptions retry, OutageOptions outage)
        implements Serializable {
    public static final FetchOptions DEFAULTS =
            new FetchOptions(
                    FetchLimits.DEFAULTS,
                    FetchAccess.DEFAULTS,
                    RetryOptions.DEFAULTS,
                    OutageOptions.DEFAULTS);

    public FetchOptions withLimits(FetchLimits other) {
        return new FetchOptions(other, access, retry, outage);
    }

    public FetchOptions withAccess(FetchAccess other) {
        return new FetchOptions(limits, other, retry, outage);
    }

    public FetchOptions withRetry(RetryOptions other) {
        return new FetchOptions(limits, access, other, outage);
    }

    public FetchOptions withOutage(OutageOptions other) {
        return new FetchOptions(limits, access, retry, other);
    }

    /**
     * The longest that the attempts of one image and the waits between them can take, outages
     * aside. A ticket's time must be longer, or images are given up before a store can be found to
     * be down.
     */
    public Duration budget() {
        Duration wait = retry.longestWait().multipliedBy(retry.maxAttempts() - 1L);
        return limits.attemptTimeout().multipliedBy(retry.maxAttempts()).plus(wait);
    }
}
