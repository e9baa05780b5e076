package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * A pre-norm transformer block with optional LayerScale (reference section 3.2): {@code (B, T, D)
 * -> (B, T, D)}. The residual stream is fp32; the branches run in the compute type.
 */
public final class TransformerBlock extends ScriptModule {
    /**
     * The sizes and options of a block.
     *
     * @param mlpRatio hidden width of the MLP over the block's width
     * @param layerScale initial value of both gammas; 0 means that the block has none
     * @param dropPath probability of dropping a branch in training
     * @param epsilon of both norms
     */
    public record Config(
            Attention.Config attention,
            double mlpRatio,
            double layerScale,
            double dropPath,
            double epsilon) {}

    /**
     * @param depth 1-based position of the block; rescales the initial output weights by 1/sqrt(2
     *     depth)
     */
    public TransformerBlock(Config config, int depth, Initializer weight) {
        int width = config.attention().width();
        double depthScale = 1 / Math.sqrt(2.0 * depth);
        boolean layerScale = config.layerScale() > 0;
        if (layerScale) {
            parameter("gamma_1", Initializer.constant((float) config.layerScale()), width);
            parameter("gamma_2", Initializer.constant((float) config.layerScale()), width);
        }
        child("norm1", new LayerNorm(width, config.epsilon()));
        child("attn", new Attention(config.attention(), weight, depthScale));
        child("norm2", new LayerNorm(width, config.epsilon()));
        child("mlp", new Mlp(width, (int) (width * config.mlpRatio()), weight, depthScale));
        child("drop_path", new DropPath(config.dropPath()));
        computeType("compute_type");
        method(layerScale ? SCALED : PLAIN);
    }

    private static final String PLAIN =
            """
            def forward(self, x: Tensor, shared_bias: Optional[Tensor]) -> Tensor:
                h = self.norm1.forward(x).to(self.compute_type)
                x = x + self.drop_path.forward(self.attn.forward(h, shared_bias))
                h = self.norm2.forward(x).to(self.compute_type)
                return x + self.drop_path.forward(self.mlp.forward(h))
            """;

    private static final String SCALED =
            """
            def forward(self, x: Tensor, shared_bias: Optional[Tensor]) -> Tensor:
                h = self.norm1.forward(x).to(self.compute_type)
                x = x + self.drop_path.forward(self.gamma_1 * self.attn.forward(h, shared_bias))
                h = self.norm2.forward(x).to(self.compute_type)
                return x + self.drop_path.forward(self.gamma_2 * self.mlp.forward(h))
            """;
}
