package io.beitstream.model.beit;

import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.layers.VisionTransformer.RelativePosition;
import io.beitstream.model.script.ScriptModule;

/**
 * The sizes and options of a BEiT v2 feature model, under the names of the official configuration
 * (reference section 4.5).
 *
 * @param imgSize side of the image in pixels
 * @param initValues initial gamma of LayerScale; 0 for none
 * @param absPos absolute position embeddings
 * @param relPos a relative position bias table in each block
 * @param sharedRelPos one relative position bias table for all blocks
 * @param meanPooling true: {@code fc_norm} of the mean patch token; false: [CLS] after {@code norm}
 * @param numClasses rows of the classification head; 0 for none
 * @param mlpRatio hidden width of an MLP over {@code embedDim}; 4 when absent
 * @param layerNormEps epsilon of the norms; 1e-6 when absent
 */
public record BeitConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        double initValues,
        boolean absPos,
        boolean relPos,
        boolean sharedRelPos,
        boolean meanPooling,
        int numClasses,
        double mlpRatio,
        double layerNormEps)
        implements EncoderArchitecture {
    public BeitConfig {
        mlpRatio = mlpRatio == 0 ? 4 : mlpRatio;
        layerNormEps = layerNormEps == 0 ? LayerNorm.EPSILON : layerNormEps;
        if (relPos && sharedRelPos) {
            throw new IllegalArgumentException(
                    "rel_pos and shared_rel_pos exclude each other: choose one");
        }
        if (numClasses < 0) {
            throw new IllegalArgumentException("num_classes is negative");
        }
    }

    @Override
    public ScriptModule imageTower(PixelNormalization.Statistics normalization) {
        return new BeitFeatureModule(this, normalization);
    }

    @Override
    public BeitConfig withImageSize(int size) {
        return with(size, meanPooling, numClasses);
    }

    /** The same with a classifier on the mean patch token, as fine-tuned models have it. */
    public BeitConfig withClasses(int classes) {
        return with(imgSize, true, classes);
    }

    private BeitConfig with(int size, boolean mean, int classes) {
        return new BeitConfig(
                size,
                patchSize,
                embedDim,
                depth,
                numHeads,
                initValues,
                absPos,
                relPos,
                sharedRelPos,
                mean,
                classes,
                mlpRatio,
                layerNormEps);
    }

    VisionTransformer.Config transformer(double dropPath) {
        RelativePosition relative =
                relPos
                        ? RelativePosition.PER_BLOCK
                        : sharedRelPos ? RelativePosition.SHARED : RelativePosition.NONE;
        return new VisionTransformer.Config(
                imgSize,
                patchSize,
                3,
                embedDim,
                depth,
                numHeads,
                mlpRatio,
                absPos,
                relative,
                meanPooling,
                initValues,
                dropPath,
                layerNormEps);
    }
}
