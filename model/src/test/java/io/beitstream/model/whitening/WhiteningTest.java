package io.beitstream.model.whitening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhiteningTest {
    private static final FeatureSelection QUADRANTS =
            new FeatureSelection(FeatureSelection.Vector.QUADRANTS, false, List.of(4, 6), false);

    @Test
    void aVectorIsCentredAndTurned() {
        Whitening whitening = Whitening.of(QUADRANTS, tensors(1, 2, 3));

        assertThat(whitening.inputs()).isEqualTo(3);
        assertThat(whitening.dimension()).isEqualTo(2);
        assertThat(whitening.apply(new float[] {2, 2, 5})).containsExactly(1 + 2 * 5, 2 + 2 * 6);
        assertThatThrownBy(() -> whitening.apply(new float[2]))
                .hasMessageContaining("of vectors of 3 values, not 2");
    }

    @Test
    void whatIsWrittenIsRead() {
        Whitening whitening = Whitening.of(QUADRANTS, tensors(1, 2, 3));

        Whitening read = Whitening.read(whitening.state(), whitening.metadata());

        assertThat(read.features()).isEqualTo(QUADRANTS);
        assertThat(read.apply(new float[] {2, 2, 5})).containsExactly(11, 14);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Map<String, String> metadata = Map.of("vector", "mean");

        assertThatThrownBy(() -> Whitening.read(tensors(1, 2), metadata))
                .hasMessageContaining("not [2] and [3, 2]");
        assertThatThrownBy(() -> Whitening.read(tensors(1, 2, Float.NaN), metadata))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> Whitening.read(tensors(1, 2, 3), Map.of("vector", "median")))
                .hasMessageContaining("MEDIAN");
        assertThatThrownBy(() -> Whitening.read(new StateDict(Map.of()), metadata))
                .hasMessageContaining("matrix");
    }

    private static StateDict tensors(float... mean) {
        return new StateDict(
                Map.of(
                        "mean",
                        HostTensor.ofFloats(mean, mean.length),
                        "matrix",
                        HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)));
    }
}
