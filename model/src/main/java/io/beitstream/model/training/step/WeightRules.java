package io.beitstream.model.training.step;

import org.jspecify.annotations.Nullable;

/**
 * The rules by which the weights of a network move differently from one another, and are averaged.
 *
 * @param layers null where every parameter takes the full learning rate
 * @param averageDecay of the moving average of all parameters; 0 for none
 */
public record WeightRules(@Nullable LayerDecay layers, double averageDecay) {
    /** One rate for all, and no average. */
    public static final WeightRules NONE = new WeightRules(null, 0);

    public WeightRules {
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw new IllegalArgumentException(
                    "average_decay is %s, but must lie in [0, 1)".formatted(averageDecay));
        }
    }

    /** Whether there is an average. */
    public boolean average() {
        return averageDecay > 0;
    }

    double share(String parameter) {
        return layers == null ? 1 : layers.share(parameter);
    }
}
