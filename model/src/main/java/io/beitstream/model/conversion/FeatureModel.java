package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.tensor.StateDict;

/**
 * The feature model inside a pretraining model (reference section 4.9, steps 6 and 7): its own
 * blocks and final norm, without the heads; embeds as the normed [CLS].
 */
public record FeatureModel(BeitConfig config, StateDict state) {
    /** Takes the feature model out. */
    public static FeatureModel of(PretrainingConfig config, StateDict pretraining) {
        Weights weights = new Weights(pretraining.asMap());
        weights.drop(name -> name.endsWith("relative_position_index"));
        SharedTable.dropHeads(weights);
        SharedTable.expand(weights);
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
                        false,
                        0,
                        config.mlpRatio(),
                        0);
        return new FeatureModel(features, new StateDict(weights.tensors()));
    }
}
