package io.beitstream.model.run;

import io.beitstream.model.data.SamplePlan;
import io.beitstream.model.task.TrainingConfig;

/**
 * What a run does, as it stands in its {@code run.json}.
 *
 * @param data where the samples came from when the run began
 * @param samples how many there are
 */
public record RunDescription(TrainingConfig config, String data, int samples) {
    /** Which trainer takes which samples. */
    public SamplePlan plan() {
        return config.plan(samples);
    }

    /** Steps that every trainer takes in the whole run. */
    public int steps() {
        return Math.multiplyExact(config.epochs(), plan().stepsPerEpoch());
    }

    /** Rounds of the whole run; round 0, which makes the start, not counted. */
    public int rounds() {
        int steps = config.rounds().steps();
        return (steps() + steps - 1) / steps;
    }

    /** Steps taken when a round is over; 0 for round 0. */
    public int stepsAfter(int round) {
        return (int) Math.min(steps(), (long) round * config.rounds().steps());
    }
}
