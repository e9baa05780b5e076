package io.beitstream.model.training.run;

import io.beitstream.model.TrainingMetric;

/** What the validations of a run have found so far: the best, and how many came after it. */
public final class Validations {
    private final int since;
    private int bestStep = -1;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int withoutImprovement;

    /**
     * @param since validations up to this step do not count: they were of other images
     */
    public Validations(int since) {
        this.since = since;
    }

    /** Takes in a further step, which seldom has a validation. */
    public void add(StepMetrics step) {
        Double loss = step.values().get(TrainingMetric.VALIDATION_LOSS);
        if (loss != null && step.step() > since) {
            add(step.step(), loss);
        }
    }

    private void add(int step, double loss) {
        if (loss < bestLoss) {
            bestStep = step;
            bestLoss = loss;
            withoutImprovement = 0;
        } else {
            withoutImprovement++;
        }
    }

    /** The step after which the loss was lowest; -1 before the first validation. */
    public int bestStep() {
        return bestStep;
    }

    /** The loss after that step. */
    public double bestLoss() {
        return bestLoss;
    }

    /** Whether so many validations in a row have found nothing better; never for 0. */
    public boolean exhaust(int patience) {
        return patience > 0 && withoutImprovement >= patience;
    }
}
