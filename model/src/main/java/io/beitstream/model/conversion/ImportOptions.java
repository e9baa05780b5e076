package io.beitstream.model.conversion;

import org.jspecify.annotations.Nullable;

/**
 * The settings of an import of weights.
 *
 * @param target what they are to become
 * @param name first part of the model's id; null for one made from the kind
 * @param earlyLayers of a pretraining model, which leaves no trace in its weights; 0 for 9 of 12 or
 *     21 of 24 blocks
 * @param imageSize side to adapt positions to; 0 to keep
 * @param heads attention heads where the weights do not tell; 0 for one for each 64 dimensions
 * @param layerNormEps epsilon of the norms; 0 for 1e-6
 */
public record ImportOptions(
        Target target,
        @Nullable String name,
        int earlyLayers,
        int imageSize,
        int heads,
        double layerNormEps) {
    /** The kinds of models that weights can become. */
    public enum Target {
        /** What they are. */
        AUTO,
        TOKENIZER,
        ENCODER,
        PRETRAINING,
        TEACHER
    }

    /** What the weights are, as they are. */
    public static final ImportOptions AUTO = new ImportOptions(Target.AUTO, null, 0, 0, 0, 0);
}
