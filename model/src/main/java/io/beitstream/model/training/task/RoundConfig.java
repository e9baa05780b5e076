package io.beitstream.model.training.task;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/**
 * The settings by which trainers work together: each takes {@code steps} steps on its own, then
 * their changes are merged (DiLoCo, arXiv 2311.08105).
 *
 * @param trainers that work at once
 * @param steps that each takes in a round; also how much work a crash can cost
 * @param outerLearningRate of the Nesterov step on the mean change; 0.7 in the paper. With one
 *     trainer there is no outer step
 * @param outerMomentum of the same; 0.9 in the paper
 * @param globalBatch samples that all trainers together take in a step, by the recipe; 0 if the
 *     recipe says what each of them takes
 */
public record RoundConfig(
        int trainers,
        int steps,
        double outerLearningRate,
        double outerMomentum,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int globalBatch) {
    public RoundConfig {
        if (trainers < 1 || steps < 1) {
            throw new IllegalArgumentException("a round needs at least one trainer and one step");
        }
        if (!(outerLearningRate > 0) || !(outerMomentum >= 0 && outerMomentum < 1)) {
            throw new IllegalArgumentException(
                    "the outer learning rate must be above 0, the outer momentum in [0, 1)");
        }
        if (globalBatch < 0) {
            throw new IllegalArgumentException("global_batch must not be below 0");
        }
    }

    /** The same with another number of trainers. */
    public RoundConfig withTrainers(int count) {
        return new RoundConfig(count, steps, outerLearningRate, outerMomentum, globalBatch);
    }

    /** The same with a batch of all trainers together. */
    public RoundConfig withGlobalBatch(int samples) {
        return new RoundConfig(trainers, steps, outerLearningRate, outerMomentum, samples);
    }

    /** Trainers of which each takes its batch. */
    public RoundConfig(int trainers, int steps, double outerLearningRate, double outerMomentum) {
        this(trainers, steps, outerLearningRate, outerMomentum, 0);
    }
}
