package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbeSweepTest {
    /** Two classes on both sides of zero, and a second dimension that says nothing. */
    private static LabelledFeatures images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[2 * count];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean right = random.nextBoolean();
            values[2 * i] = (right ? 1 : -1) * (0.5f + (float) random.nextDouble());
            values[2 * i + 1] = (float) random.nextDouble();
            labels.add(right ? "right" : "left");
        }
        return new LabelledFeatures(2, values, labels);
    }

    @Test
    void takesTheRateThatLearns() throws Exception {
        ProbeSweep sweep = new ProbeSweep(5, 16, List.of(0.0, 0.05), List.of(1e-4));

        ProbeSweep.Outcome outcome = sweep.measure(images(200, 1), images(50, 2), "cpu");

        assertThat(outcome.chosen().learningRate()).isEqualTo(0.05);
        assertThat(outcome.top1()).isEqualTo(1);
        assertThat(outcome.protocol())
                .isEqualTo(
                        "AdamW, 5 epochs of batches of 16; rate 0.05 and decay 1.0E-4 chosen on every tenth training image");
    }

    @Test
    void refusesTooFewImagesToHoldSomeBack() {
        assertThatThrownBy(() -> ProbeSweep.STANDARD.measure(images(9, 1), images(9, 2), "cpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9 training images are too few");
    }
}
