package io.beitstream.model.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.DeviceException;
import io.beitstream.model.Precision;
import org.junit.jupiter.api.Test;

class MeasuredSpeedsTest {
    @Test
    void libtorchComputesInBothPrecisionsOnTheCpu() {
        assertThat(new MeasuredSpeeds().of("cpu").seconds())
                .containsOnlyKeys(Precision.FP32, Precision.BF16);
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new MeasuredSpeeds().of("gpu:99"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("gpu:99");
    }

    @Test
    void processorsOfOneNameDifferByWhatTheyCanDo() {
        String info = "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx2%s\n";

        assertThat(Processor.name(info.formatted("")))
                .startsWith("AMD EPYC ")
                .isNotEqualTo(Processor.name(info.formatted(" avx512_bf16")));
    }
}
