package io.beitstream.model.training.step;

/**
 * The settings of AdamW with a cosine schedule (reference sections 3.9 and 5.6).
 *
 * @param learningRate at the end of the warm-up; not scaled by the batch
 * @param minLearningRate that the cosine tends to
 * @param warmupEpochs epochs, or parts of one, in which the rate rises from 0
 * @param weightDecay at the first step
 * @param weightDecayEnd that its cosine tends to; the same for a constant one
 * @param clipGradientNorm 0 for no clipping
 * @param skipNonfinite steps in a row whose loss or gradient is not finite that a trainer skips;
 *     one more stops the run
 */
public record OptimizerConfig(
        double learningRate,
        double minLearningRate,
        double warmupEpochs,
        double weightDecay,
        double weightDecayEnd,
        double beta1,
        double beta2,
        double epsilon,
        double clipGradientNorm,
        int skipNonfinite) {
    public OptimizerConfig {
        if (!(learningRate > 0) || !(minLearningRate >= 0) || !(warmupEpochs >= 0)) {
            throw new IllegalArgumentException(
                    "the learning rate must be above 0, its minimum and the warm-up not below 0");
        }
        if (!(weightDecay >= 0) || !(weightDecayEnd >= 0) || !(clipGradientNorm >= 0)) {
            throw new IllegalArgumentException("weight decay and clipping must not be below 0");
        }
        if (skipNonfinite < 0) {
            throw new IllegalArgumentException("skip_nonfinite must not be below 0");
        }
    }

    /** Settings by which the first step that is not finite stops the run. */
    public OptimizerConfig(
            double learningRate,
            double minLearningRate,
            double warmupEpochs,
            double weightDecay,
            double weightDecayEnd,
            double beta1,
            double beta2,
            double epsilon,
            double clipGradientNorm) {
        this(
                learningRate,
                minLearningRate,
                warmupEpochs,
                weightDecay,
                weightDecayEnd,
                beta1,
                beta2,
                epsilon,
                clipGradientNorm,
                0);
    }

    /** The fixed settings. */
    public AdamW adamW() {
        double clip = clipGradientNorm == 0 ? Double.POSITIVE_INFINITY : clipGradientNorm;
        return new AdamW(beta1, beta2, epsilon, clip, skipNonfinite > 0);
    }

    /** The learning rate of every step. */
    public CosineSchedule learningRates(int epochs, int stepsPerEpoch) {
        int steps = Math.multiplyExact(epochs, stepsPerEpoch);
        int warmup = (int) Math.min(steps, Math.round(warmupEpochs * stepsPerEpoch));
        return new CosineSchedule(learningRate, minLearningRate, warmup, steps);
    }

    /** The weight decay of every step. */
    public CosineSchedule weightDecays(int epochs, int stepsPerEpoch) {
        return new CosineSchedule(
                weightDecay, weightDecayEnd, 0, Math.multiplyExact(epochs, stepsPerEpoch));
    }
}
