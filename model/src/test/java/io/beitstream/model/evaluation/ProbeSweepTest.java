package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbeSweepTest {
    /** Two classes on both sides of zero, and a second dimension that says nothing. */
    private static LabelledFeatures images(int count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        LabelledFeatures images = new LabelledFeatures(2, count);
        for (int i = 0; i < count; i++) {
            boolean right = random.nextBoolean();
            float side = (right ? 1 : -1) * (0.5f + (float) random.nextDouble());
            images.add(new float[] {side, (float) random.nextDouble()}, right ? "right" : "left");
        }
        return images;
    }

    @Test
    void takesTheRateThatLearns() throws Exception {
        ProbeSweep sweep = new ProbeSweep(5, 16, List.of(0.0, 0.05), List.of(1e-4));

        try (LabelledFeatures train = images(200, 1);
                LabelledFeatures test = images(50, 2)) {
            ProbeSweep.Outcome outcome = sweep.measure(train, test, "cpu");

            assertThat(outcome.chosen().learningRate()).isEqualTo(0.05);
            assertThat(outcome.top1()).isEqualTo(1);
            assertThat(outcome.protocol())
                    .isEqualTo(
                            "AdamW, 5 epochs of batches of 16; rate 0.05 and decay 1.0E-4 chosen on every tenth training image");
        }
    }

    @Test
    void refusesTooFewImagesToHoldSomeBack() throws Exception {
        try (LabelledFeatures few = images(9, 1)) {
            assertThatThrownBy(() -> ProbeSweep.STANDARD.measure(few, few, "cpu"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("9 training images are too few");
        }
    }
}
