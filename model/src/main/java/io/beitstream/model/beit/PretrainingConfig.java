package io.beitstream.model.beit;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.layers.VisionTransformer.RelativePosition;

/**
 * The sizes and options of a BEiT v2 pretraining model, under the names of the official
 * configuration (reference section 5.1).
 *
 * @param vocabSize codes of the tokenizer K
 * @param earlyLayers blocks after which the patch tokens go to the [CLS] head; leaves no trace in a
 *     checkpoint
 * @param headLayers blocks of the [CLS] head; 0 for a model without it
 * @param sharedLmHead whether both heads end in the same norm and projection
 * @param dropPath rate at the last block; the head's blocks continue the same line
 */
public record PretrainingConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        int vocabSize,
        double initValues,
        boolean absPos,
        boolean sharedRelPos,
        int earlyLayers,
        int headLayers,
        boolean sharedLmHead,
        double dropPath,
        double mlpRatio) {
    public PretrainingConfig {
        mlpRatio = mlpRatio == 0 ? 4 : mlpRatio;
        if (headLayers > 0 && (earlyLayers < 1 || earlyLayers > depth)) {
            throw new IllegalArgumentException(
                    "early_layers is %d, but must be between 1 and the depth %d"
                            .formatted(earlyLayers, depth));
        }
        if (vocabSize < 1) {
            throw new IllegalArgumentException("vocab_size must be at least 1");
        }
    }

    VisionTransformer.Config transformer() {
        return new VisionTransformer.Config(
                imgSize,
                patchSize,
                3,
                embedDim,
                depth,
                numHeads,
                mlpRatio,
                absPos,
                sharedRelPos ? RelativePosition.SHARED : RelativePosition.NONE,
                false,
                initValues,
                dropPath,
                LayerNorm.EPSILON);
    }

    /** Drop-path rate of block {@code j} of the [CLS] head (reference section 5.2). */
    double headDropPath(int j) {
        int line = Math.max(depth, earlyLayers + headLayers);
        return line == 1 ? 0 : dropPath * (earlyLayers + j) / (line - 1);
    }
}
