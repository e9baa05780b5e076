package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

class FetchOptionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void defaultsAllowHttpsToPublicHostsOnly() {
        FetchOptions options = FetchOptions.DEFAULTS;

        assertThat(options.access())
                .isEqualTo(new FetchAccess(Set.of("https"), Set.of(), false, Set.of()));
        assertThat(options.limits())
                .isEqualTo(
                        new FetchLimits(
                                33554432,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(20),
                                3,
                                32,
                                256));
        assertThat(options.retry())
                .isEqualTo(
                        new RetryOptions(
                                3,
                                Duration.ofSeconds(30),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30)));
        assertThat(options.outage())
                .isEqualTo(
                        new OutageOptions(
                                5,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(10)));
    }

    @Test
    void everyGroupCanBeReplaced() {
        FetchLimits limits = new FetchLimits(7, SECOND, SECOND, 0, 1, 2);
        FetchAccess access = new FetchAccess(Set.of("http"), Set.of("a"), true, Set.of("/b"));
        RetryOptions retry = new RetryOptions(1, Duration.ZERO, SECOND, SECOND, SECOND);
        OutageOptions outage = new OutageOptions(1, SECOND, SECOND, SECOND, Duration.ZERO);

        FetchOptions options =
                FetchOptions.DEFAULTS
                        .withLimits(limits)
                        .withAccess(access)
                        .withRetry(retry)
                        .withOutage(outage);

        assertThat(options).isEqualTo(new FetchOptions(limits, access, retry, outage));
        assertThat(SerializationUtils.roundtrip(options)).isEqualTo(options);
    }

    @Test
    void namesAreReadInLowerCase() {
        FetchAccess access =
                new FetchAccess(Set.of("HTTPS"), Set.of("*.Example.COM"), false, Set.of());

        assertThat(access.schemes()).containsExactly("https");
        assertThat(access.allowsHost("images.example.com")).isTrue();
        assertThat(access.allowsHost("example.com")).isFalse();
        assertThat(access.allowsHost("badexample.com")).isFalse();
        assertThat(access.allowsHost(".example.com")).isFalse();
    }

    @Test
    void budgetIsWhatAllAttemptsAndWaitsCanTake() {
        assertThat(FetchOptions.DEFAULTS.budget()).isEqualTo(Duration.ofSeconds(120));
    }

    @Test
    void mistakesAreRefused() {
        refused(() -> new FetchLimits(0, SECOND, SECOND, 0, 1, 1));
        refused(() -> new FetchLimits(Integer.MAX_VALUE, SECOND, SECOND, 0, 1, 1));
        refused(() -> new FetchLimits(1, Duration.ZERO, SECOND, 0, 1, 1));
        refused(() -> new FetchLimits(1, SECOND, SECOND.negated(), 0, 1, 1));
        refused(() -> new FetchLimits(1, SECOND, SECOND, -1, 1, 1));
        refused(() -> new FetchLimits(1, SECOND, SECOND, 0, 0, 1));
        refused(() -> new FetchLimits(1, SECOND, SECOND, 0, 1, 0));
        refused(() -> new RetryOptions(0, SECOND, SECOND, SECOND, SECOND));
        refused(() -> new RetryOptions(1, SECOND, Duration.ZERO, SECOND, SECOND));
        refused(() -> new RetryOptions(1, SECOND.negated(), SECOND, SECOND, SECOND));
        refused(() -> new OutageOptions(0, SECOND, SECOND, SECOND, SECOND));
        refused(() -> new OutageOptions(1, SECOND, SECOND, SECOND, SECOND.negated()));
        refused(() -> new FetchAccess(Set.of(), Set.of("a.*.b"), false, Set.of()));
        refused(() -> new FetchAccess(Set.of(), Set.of("*."), false, Set.of()));
        refused(() -> new FetchAccess(Set.of(), Set.of(), false, Set.of("relative/folder")));
    }

    private static void refused(Runnable construction) {
        assertThatIllegalArgumentException().isThrownBy(construction::run);
    }
}
