package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.tensor.HostTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PretrainingEvaluationTest {
    @Test
    void chanceGoesByTheCodesOfMaskedPatchesAlone() {
        HostTensor pixels = HostTensor.zeros(2, 4, 4, 3);
        HostTensor masked = HostTensor.ofLongs(new long[] {0, 3, 1, 2}, 2, 2);
        HostTensor codes = HostTensor.ofLongs(new long[] {10, 11, 12, 13, 20, 21, 22, 23}, 2, 4);

        assertThat(PretrainingEvaluation.maskedCodes(List.of(pixels, masked, codes)))
                .containsExactly(10, 13, 21, 22);
    }
}
