package io.beitstream.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRequestTest {
    @Test
    void aListANumberAndAllAreUnderstood() {
        assertThat(DeviceRequest.parse("gpu:0, gpu:3").named())
                .isEqualTo(List.of("gpu:0", "gpu:3"));
        assertThat(DeviceRequest.parse("4").gpus()).isEqualTo(4);
        assertThat(DeviceRequest.parse("ALL").isAll()).isTrue();
        assertThat(DeviceRequest.parse("cpu,cpu").count()).hasValue(2);
        assertThat(DeviceRequest.parse("4").count()).hasValue(4);
        assertThat(DeviceRequest.parse("all").count()).isEmpty();
        assertThat(DeviceRequest.parse("gpu:1,gpu:0").first()).isEqualTo("gpu:1");
        assertThat(DeviceRequest.parse("2").first()).isEqualTo("gpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "3", "cpu", "gpu", "gpu:1", "cpu,cpu", "gpu:0,gpu:1"})
    void itsTextIsUnderstoodAsItself(String text) {
        assertThat(DeviceRequest.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "tpu", "gpu:", "gpu:0,", "gpu,gpu", "gpu:0;gpu:1"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> DeviceRequest.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all, a number of GPUs, or a list");
    }
}
