package io.beitstream.jobs.pipeline.fetch;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a store is taken to be down, and for how long its images wait.
 *
 * @param failures of as many different images, without a success between, open the breaker
 * @param firstProbe wait before the first probe; doubles with each further one, give or take a
 *     quarter
 * @param maxProbe longest of these waits, unless the store asks for more
 * @param quiet how long a store must have answered nobody for one image's failures alone to count
 *     as an outage
 * @param maxOutage how long images wait before they fail with what the store said
 */
public record OutageOptions(
        int failures, Duration firstProbe, Duration maxProbe, Duration quiet, Duration maxOutage)
        implements Serializable {
    public static final OutageOptions DEFAULTS =
            new OutageOptions(
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(10));

    public OutageOptions {
        if (failures < 1) {
            throw new IllegalArgumentException("failures must be at least 1");
        }
        Durations.requirePositive("firstProbe", firstProbe);
        Durations.requirePositive("maxProbe", maxProbe);
        Durations.requirePositive("quiet", quiet);
        Durations.requireNotNegative("maxOutage", maxOutage);
    }
}
