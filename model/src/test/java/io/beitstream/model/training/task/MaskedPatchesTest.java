package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedPatchesTest {
    private static final RgbImage IMAGE = new RgbImage(1, 1, new byte[3]);

    @Test
    void hiddenPatchesAreNumberedRowByRow() {
        var numbers =
                MaskedPatches.of(
                        List.of(masked(true, false, false, true), masked(false, true, true, false)),
                        4);

        assertThat(numbers.toLongs()).containsExactly(0, 3, 1, 2);
        assertThat(numbers.shape()).containsExactly(2, 2);
    }

    @Test
    void aMaskOfAnotherGridIsRefused() {
        assertThatThrownBy(() -> MaskedPatches.of(List.of(masked(true, false)), 4))
                .hasMessageContaining("gives 4 codes an image")
                .hasMessageContaining("one grid");
        assertThatThrownBy(
                        () -> MaskedPatches.of(List.of(new TrainingSample(IMAGE, IMAGE, null)), 4))
                .hasMessageContaining("one grid");
    }

    @Test
    void masksOfDifferentSizesAreRefused() {
        assertThatThrownBy(
                        () -> MaskedPatches.of(List.of(masked(true, false), masked(true, true)), 2))
                .hasMessageContaining("not 1 and 2");
    }

    private static TrainingSample masked(boolean... mask) {
        return new TrainingSample(IMAGE, IMAGE, mask);
    }
}
