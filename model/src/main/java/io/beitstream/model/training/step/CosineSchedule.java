package io.beitstream.model.training.step;

/**
 * A schedule of one value for each optimiser step (reference section 5.6): a linear warm-up from 0
 * to {@code base}, both ends included, then half a cosine towards {@code end}, which it never quite
 * reaches.
 *
 * @param warmupSteps steps of the warm-up; 0 for none
 * @param steps all steps
 */
public record CosineSchedule(double base, double end, int warmupSteps, int steps) {
    public CosineSchedule {
        if (warmupSteps < 0 || warmupSteps > steps) {
            throw new IllegalArgumentException(
                    "a warm-up of %d steps does not fit %d steps".formatted(warmupSteps, steps));
        }
    }

    /** The schedule of a number of epochs. */
    public static CosineSchedule ofEpochs(
            double base, double end, int epochs, int stepsPerEpoch, int warmupEpochs) {
        return new CosineSchedule(
                base, end, warmupEpochs * stepsPerEpoch, Math.multiplyExact(epochs, stepsPerEpoch));
    }

    /** The value at a step, counted from 0. */
    public double at(int step) {
        if (step < 0 || step >= steps) {
            throw new IndexOutOfBoundsException("step " + step + " of " + steps);
        }
        if (step < warmupSteps) {
            return warmupSteps == 1 ? 0 : base * step / (warmupSteps - 1);
        }
        double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
        return end + 0.5 * (base - end) * (1 + Math.cos(Math.PI * progress));
    }
}
