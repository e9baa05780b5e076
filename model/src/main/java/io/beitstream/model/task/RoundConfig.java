package io.beitstream.model.task;

/**
 * The settings by which trainers work together: each takes {@code steps} steps on its own, then
 * their changes are merged (DiLoCo, arXiv 2311.08105).
 *
 * @param trainers that work at once
 * @param steps that each takes in a round; also how much work a crash can cost
 * @param outerLearningRate of the Nesterov step on the mean change; 0.7 in the paper. With one
 *     trainer there is no outer step
 * @param outerMomentum of the same; 0.9 in the paper
 */
public record RoundConfig(int trainers, int steps, double outerLearningRate, double outerMomentum) {
    public RoundConfig {
        if (trainers < 1 || steps < 1) {
            throw new IllegalArgumentException("a round needs at least one trainer and one step");
        }
        if (!(outerLearningRate > 0) || !(outerMomentum >= 0 && outerMomentum < 1)) {
            throw new IllegalArgumentException(
                    "the outer learning rate must be above 0, the outer momentum in [0, 1)");
        }
    }
}
