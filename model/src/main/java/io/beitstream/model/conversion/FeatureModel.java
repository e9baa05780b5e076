package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.tensor.StateDict;

/**
 * The feature model inside a pretraining model (reference section 4.9, steps 6 and 7): its own
 * blocks and final norm, without the heads.
 */
public record FeatureModel(BeitConfig config, StateDict state) {
    /**
     * The ways in which it makes one vector of an image's tokens unless it is asked for another.
     */
    public enum Pooling {
        /** The normed [CLS], which patch aggregation trains to know the whole image. */
        CLS,
        /** The norm of the mean patch token, as fine-tuned models pool. */
        MEAN
    }

    /** Takes the feature model out; its pooled vector goes through the norm of pretraining. */
    public static FeatureModel of(
            PretrainingConfig config, StateDict pretraining, Pooling pooling) {
        Weights weights = new Weights(pretraining.asMap());
        weights.drop(name -> name.endsWith("relative_position_index"));
        SharedTable.dropHeads(weights);
        SharedTable.expand(weights);
        boolean mean = pooling == Pooling.MEAN;
        if (mean) {
            weights.rename(name -> name.startsWith("norm.") ? "fc_" + name : name);
        }
        BeitConfig features =
                new BeitConfig(
                        config.imgSize(),
                        config.patchSize(),
                        config.embedDim(),
                        config.depth(),
                        config.numHeads(),
                        config.initValues(),
                        config.absPos(),
                        config.sharedRelPos(),
                        false,
                        mean,
                        0,
                        config.mlpRatio(),
                        0);
        return new FeatureModel(features, new StateDict(weights.tensors()));
    }
}
