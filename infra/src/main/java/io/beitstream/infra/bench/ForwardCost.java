package io.beitstream.infra.bench;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.script.Slot;
import io.beitstream.model.vqkd.VqkdConfig;
import java.util.Map;

/**
 * The floating-point operations of a network for one image: two for each multiplication and its
 * addition in matrix products. Norms, activations and softmax are not counted, as usual.
 */
final class ForwardCost {
    private ForwardCost() {}

    /**
     * That of a tokenizer or an encoder.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static double of(ModelConfig model) {
        if (model instanceof EncoderConfig encoder) {
            EncoderArchitecture c = encoder.architecture();
            int size = encoder.preprocessing().crop();
            return transformer(size, c.patchSize(), c.embedDim(), c.depth(), mlpRatio(encoder));
        }
        if (model instanceof TokenizerConfig tokenizer) {
            VqkdConfig c = tokenizer.architecture();
            double patches = (double) c.gridSide() * c.gridSide();
            double width = c.embedDim();
            double project = 2 * patches * (width * width + width * c.codeDim());
            double lookUp = 2 * patches * c.codeDim() * c.codebookSize();
            return transformer(c.imgSize(), c.patchSize(), c.embedDim(), c.depth(), c.mlpRatio())
                    + project
                    + lookUp;
        }
        throw new IllegalArgumentException(model.name() + " is neither tokenizer nor encoder");
    }

    /** Hidden values of an MLP for each of the width, taken from its weights. */
    private static double mlpRatio(EncoderConfig encoder) {
        Map<String, Slot> slots = encoder.imageTower().namedSlots();
        Slot plain = slots.get("blocks.0.mlp.fc2.weight");
        Slot gated = slots.get("blocks.0.mlp.w3.weight");
        double width = encoder.architecture().embedDim();
        if (plain != null) {
            return plain.shape()[1] / width;
        }
        return gated == null ? 0 : 1.5 * gated.shape()[1] / width; // three matrices, not two
    }

    private static double transformer(
            int size, int patch, double width, int depth, double mlpRatio) {
        double patches = (double) (size / patch) * (size / patch);
        double tokens = patches + 1;
        double embed = 2 * patches * 3 * patch * patch * width;
        double linear = 2 * tokens * width * width * (3 + 1 + 2 * mlpRatio);
        double attention = 2 * 2 * tokens * tokens * width;
        return embed + depth * (linear + attention);
    }
}
