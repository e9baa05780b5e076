package io.beitstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResolutionTest {
    @Test
    void theRatioOfTheOffsetsIsTheOfficialOne() {
        assertThat(GeometricOffsets.ratio(13, 23)).isCloseTo(1.0903074, within(1e-6));
        assertThat(GeometricOffsets.ratio(13, 31)).isCloseTo(1.1349178, within(1e-6));
    }

    @Test
    void aSplineFollowsACubicExactly() {
        double[] knots = GeometricOffsets.of(7, 13);
        double[] values =
                Arrays.stream(knots).map(x -> 0.1 * x * x * x - x * x + 2 * x - 5).toArray();
        NotAKnotSpline spline = new NotAKnotSpline(knots, values);

        for (double x = -5.5; x <= 5.5; x += 0.25) {
            assertThat(spline.at(x)).isCloseTo(0.1 * x * x * x - x * x + 2 * x - 5, within(1e-9));
        }
    }

    @Test
    void aTableOfACubicSurfaceIsSampledFromIt() {
        double[] offsets = GeometricOffsets.of(7, 11);
        float[] table = new float[7 * 7 + 3];
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                table[y * 7 + x] =
                        (float) (offsets[y] * offsets[y] - 0.5 * offsets[y] * offsets[x]);
            }
        }
        table[49] = 100;
        table[50] = 101;
        table[51] = 102;

        float[] resized = Resolution.table(HostTensor.ofFloats(table, 52, 1), 4, 6).toFloats();

        assertThat(resized).hasSize(124);
        assertThat(resized[121]).isEqualTo(100);
        assertThat(resized[123]).isEqualTo(102);
        assertThat(resized[5 * 11 + 5]).isCloseTo(0, within(1e-5f));
        assertThat(resized[7 * 11 + 6]).isCloseTo(2 * 2 - 0.5f * 2 * 1, within(1e-4f));
    }

    @Test
    void constantPositionsStayConstantAndClsIsKept() {
        float[] positions = new float[5 * 2];
        Arrays.fill(positions, 3);
        positions[0] = 7;

        HostTensor resized = Resolution.positions(HostTensor.ofFloats(positions, 1, 5, 2), 2, 5);

        assertThat(resized.shape()).containsExactly(1, 26, 2);
        float[] values = resized.toFloats();
        assertThat(values[0]).isEqualTo(7);
        for (int i = 1; i < values.length; i++) {
            assertThat(values[i]).isCloseTo(3, within(1e-5f));
        }
    }
}
