package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceShareTest {
    @Test
    void theCpuIsSharedAmongAFewBatches() {
        assertThat(DeviceShare.of("cpu", 1)).isEqualTo(new DeviceShare(1, 1));
        assertThat(DeviceShare.of("cpu", 2)).isEqualTo(new DeviceShare(2, 1));
        assertThat(DeviceShare.of("cpu", 7)).isEqualTo(new DeviceShare(4, 1));
        assertThat(DeviceShare.of("cpu", 16)).isEqualTo(new DeviceShare(4, 4));
    }

    @Test
    void aGpuComputesABatchWhileTheNextIsBroughtToIt() {
        assertThat(DeviceShare.of("gpu:0", 16)).isEqualTo(new DeviceShare(2, 0));
    }
}
