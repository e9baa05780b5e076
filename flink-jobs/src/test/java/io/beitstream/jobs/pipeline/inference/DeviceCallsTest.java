package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceCallsTest {
    private final DeviceCalls calls = new DeviceCalls();

    @Test
    void theOldestCountsUntilItEnds() {
        try (DeviceCalls.Call first = calls.begin()) {
            Duration before = calls.longest();
            assertThat(before).isPositive();
            try (DeviceCalls.Call second = calls.begin()) {
                assertThat(calls.longest()).isGreaterThanOrEqualTo(before);
            }
        }

        assertThat(calls.longest()).isZero();
    }
}
