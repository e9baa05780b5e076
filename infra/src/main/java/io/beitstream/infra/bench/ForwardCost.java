package io.beitstream.infra.bench;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.vqkd.VqkdConfig;

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
            BeitConfig c = encoder.architecture();
            return transformer(c.imgSize(), c.patchSize(), c.embedDim(), c.depth(), c.mlpRatio());
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
