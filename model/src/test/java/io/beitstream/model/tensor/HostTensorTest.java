package io.beitstream.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HostTensorTest {
    @Test
    void everyHalfSurvivesTheWayToFloatAndBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloats.fromFloat16((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfFloats.toFloat16(value)).isEqualTo((short) bits);
            }
            float wide = HalfFloats.fromBfloat16((short) bits);
            if (!Float.isNaN(wide)) {
                assertThat(HalfFloats.toBfloat16(wide)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundsTiesToEven() {
        assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(2049f))).isEqualTo(2048f);
        assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(2051f))).isEqualTo(2052f);
        assertThat(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(257f))).isEqualTo(256f);
        assertThat(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(259f))).isEqualTo(260f);
    }

    @Test
    void overflowBecomesInfinityAndNanStaysNan() {
        assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(65519f))).isEqualTo(65504f);
        assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(65520f))).isInfinite();
        assertThat(HalfFloats.fromFloat16(HalfFloats.toFloat16(Float.NaN))).isNaN();
        assertThat(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(Float.NaN))).isNaN();
    }

    @Test
    void bytesThatDoNotFitTheShapeAreRefused() {
        assertThatThrownBy(() -> HostTensor.of(DType.FLOAT32, ByteBuffer.allocate(12), 2, 2))
                .hasMessageContaining("[2, 2]")
                .hasMessageContaining("16 bytes, got 12");
    }
}
