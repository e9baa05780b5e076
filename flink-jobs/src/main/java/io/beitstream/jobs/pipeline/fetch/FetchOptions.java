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

    /**
     * The defaults, but for what users choose.
     *
     * @param maxBytes largest image that is fetched, in bytes
     * @param attemptTimeout for one attempt, to the last byte of the body
     * @param maxAttempts for one image
     * @param maxOutage how long images wait for a store that is down
     */
    public static FetchOptions of(
            FetchAccess access,
            int maxBytes,
            Duration attemptTimeout,
            int maxAttempts,
            Duration maxOutage) {
        FetchLimits limits = FetchLimits.DEFAULTS;
        RetryOptions retry = RetryOptions.DEFAULTS;
        OutageOptions outage = OutageOptions.DEFAULTS;
        return new FetchOptions(
                new FetchLimits(
                        maxBytes,
                        limits.connectTimeout(),
                        attemptTimeout,
                        limits.maxRedirects(),
                        limits.perStore(),
                        limits.total()),
                access,
                new RetryOptions(
                        maxAttempts,
                        retry.patience(),
                        retry.firstBackoff(),
                        retry.maxBackoff(),
                        retry.maxRetryAfter()),
                new OutageOptions(
                        outage.failures(),
                        outage.firstProbe(),
                        outage.maxProbe(),
                        outage.quiet(),
                        maxOutage));
    }

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
