package io.beitstream.model.tower;

import io.beitstream.model.layers.Activation;

/**
 * The sizes and options of a tower's blocks.
 *
 * @param hidden width of the MLPs between their layers
 * @param activation of the MLPs; a gated one has SiLU instead
 * @param gated whether the MLPs are SwiGLUs
 * @param layerScale whether each branch is scaled by a learned vector
 * @param causal whether a token sees only those before it
 * @param epsilon of the norms
 */
public record TowerConfig(
        int width,
        int depth,
        int heads,
        int hidden,
        Activation activation,
        boolean gated,
        boolean layerScale,
        boolean causal,
        double epsilon) {
    public TowerConfig {
        if (depth < 1 || heads < 1 || width < 1 || hidden < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "width %d, depth %d, %d heads and %d hidden values do not make a transformer"
                            .formatted(width, depth, heads, hidden));
        }
    }

    /** Of a plain tower: MLPs with this activation, nothing else. */
    public static TowerConfig plain(
            int width, int depth, int heads, int hidden, Activation activation, double epsilon) {
        return new TowerConfig(
                width, depth, heads, hidden, activation, false, false, false, epsilon);
    }

    /** The same, where a token sees only those before it if {@code causal}. */
    public TowerConfig withCausal(boolean causal) {
        return new TowerConfig(
                width, depth, heads, hidden, activation, gated, layerScale, causal, epsilon);
    }
}
