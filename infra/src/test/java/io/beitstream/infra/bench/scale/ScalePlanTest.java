package io.beitstream.infra.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class ScalePlanTest {
    @Test
    void fewCoresLeaveAGpuWaiting() {
        ScalePlan plan = ScalePlan.of(1, options(8));

        assertThat(plan.imagesPerSecond()).isCloseTo(8 / 0.002, withinPercentage(2));
        assertThat(plan.gpuBusy()).isCloseTo(4_000 / 12_000.0, withinPercentage(2));
    }

    @Test
    void enoughCoresKeepItBusy() {
        ScalePlan plan = ScalePlan.of(1, options(40));

        assertThat(plan.imagesPerSecond()).isCloseTo(12_000, withinPercentage(2));
    }

    @Test
    void brokersAndPartitionsFollowTheBytes() {
        ScalePlan plan = ScalePlan.of(100, options(8));

        double megabytes = plan.imagesPerSecond() * 0.1;
        assertThat(plan.inGigabits()).isCloseTo(megabytes * 8 / 1e3, withinPercentage(0.01));
        assertThat(plan.brokers())
                .isEqualTo((int) Math.ceil(3 * plan.imagesPerSecond() * 0.104 / 300));
        assertThat(plan.partitions()).isEqualTo((int) Math.ceil(megabytes / 50));
    }

    private static ScaleOptions options(int cores) {
        return new ScaleOptions(2, 12_000, 1, 64, 100, 4, cores, 300, 50, 3);
    }
}
