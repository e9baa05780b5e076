package io.beitstream.model.training.run;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.task.TrainingConfig;
import java.util.List;

/**
 * What a run does, as it stands in its {@code run.json}.
 *
 * @param data where the samples came from
 * @param samples how many there are
 * @param changes of settings since the run began, in their order
 */
public record RunDescription(
        TrainingConfig config,
        String data,
        int samples,
        @JsonSetter(nulls = Nulls.AS_EMPTY) ValidationConfig validation,
        @JsonSetter(nulls = Nulls.AS_EMPTY) KeepConfig keep,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<RunChange> changes) {
    public RunDescription {
        changes = List.copyOf(changes);
    }

    /** A run that begins, without validation. */
    public RunDescription(TrainingConfig config, String data, int samples) {
        this(config, data, samples, new ValidationConfig(), new KeepConfig(), List.of());
    }

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
        return roundOf(steps());
    }

    /** Steps taken when a round is over; 0 for round 0. */
    public int stepsAfter(int round) {
        return (int) Math.min(steps(), (long) round * config.rounds().steps());
    }

    /** The round that a step belongs to; steps are counted from 1. */
    public int roundOf(int step) {
        int steps = config.rounds().steps();
        return (step + steps - 1) / steps;
    }

    /** Whether a round ends with a validation. */
    boolean validates(int round) {
        return validation.takesPlace()
                && (round % validation.everyRounds() == 0 || round == rounds());
    }

    /** What validations have found, before any is known. */
    public Validations validations() {
        int since = 0;
        for (RunChange change : changes) {
            if (change.setting().equals("validation.data")) {
                since = stepsAfter(change.round() - 1);
            }
        }
        return new Validations(since);
    }
}
