package io.beitstream.model.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class HogTeacherModuleTest {
    private static final int SIDE = 16;
    private static final int PATCH = 8;

    @Test
    void aFlatImageHasItsColourAndNoEdges() throws Exception {
        float[] features = features((x, y) -> 255);

        for (int patch = 0; patch < 4; patch++) {
            for (int i = 0; i < HogTeacherModule.DIMENSION; i++) {
                // 72 orientations, then 24 colours: 1 times the weight of one half.
                assertThat(features[patch * HogTeacherModule.DIMENSION + i])
                        .isCloseTo(i < 72 ? 0 : 0.5f, within(1e-6f));
            }
        }
    }

    @Test
    void anEdgeFallsIntoTheBinsOfItsDirection() throws Exception {
        // Bright on the right: gradients point along x, angle 0, between the last bin and the
        // first.
        float[] vertical = features((x, y) -> x < 4 ? 0 : 255);
        // Bright below: gradients point along y, angle 90 degrees, the middle bin.
        float[] horizontal = features((x, y) -> y < 4 ? 0 : 255);

        assertThat(orientations(vertical)).isEqualTo(new int[] {0, 8});
        assertThat(orientations(horizontal)).isEqualTo(new int[] {4});
    }

    @Test
    void cellsSayWhereTheEdgeIs() throws Exception {
        // An edge in the upper left cell of the first patch: (B, N, 9 orientations x 4 cells).
        float[] features = features((x, y) -> x < 2 && y < 4 ? 0 : 255);
        double[] cells = new double[4];
        for (int i = 0; i < 36; i++) {
            cells[i % 4] += features[i];
        }

        assertThat(cells[0]).isGreaterThan(cells[1]).isGreaterThan(cells[2]);
        assertThat(cells[3]).isCloseTo(0, within(1e-6));
    }

    @Test
    void patchesThatCannotBeHalvedAreRefused() {
        assertThatThrownBy(() -> new HogTeacherModule(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 is odd");
    }

    /** The bins with a weight in the first patch at its own scale. */
    private static int[] orientations(float[] features) {
        return java.util.stream.IntStream.range(0, 9)
                .filter(
                        bin ->
                                java.util.stream.IntStream.range(4 * bin, 4 * bin + 4)
                                        .anyMatch(i -> features[i] > 1e-3))
                .toArray();
    }

    private static float[] features(IntBinaryOperator grey) throws Exception {
        float[] images = new float[3 * SIDE * SIDE];
        for (int i = 0; i < images.length; i++) {
            int pixel = i % (SIDE * SIDE);
            images[i] = grey.applyAsInt(pixel % SIDE, pixel / SIDE) / 127.5f - 1;
        }
        ScriptArchive archive =
                ScriptArchive.forInference(
                        new HogTeacherModule(PATCH), new StateDict(Map.of()), DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            HostTensor out = module.forward(HostTensor.ofFloats(images, 1, 3, SIDE, SIDE));
            assertThat(out.shape()).containsExactly(1, 4, HogTeacherModule.DIMENSION);
            return out.toFloats();
        }
    }
}
