package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * A pre-norm transformer block with optional LayerScale (reference section 3.2): {@code (B, T, D)
 * -> (B, T, D)}. The residual stream is fp32; the branches run in the compute type. {@code rows(x,
 * bias, rows)} gives some tokens alone, {@code (B, R, D)} for int64 {@code (B, R)}: of the last
 * block of a stack, a loss often reads no more.
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
        method(FORWARD);
        method(ROWS);
    }

    private static final String PLAIN =
            """
            def add_attended(self, x: Tensor, heads: Tensor) -> Tensor:
                return x + self.drop_path.forward(self.attn.proj.forward(heads))

            def add_mlp(self, x: Tensor) -> Tensor:
                y = self.mlp.forward(self.norm2.forward(x).to(self.compute_type))
                return x + self.drop_path.forward(y)
            """;

    private static final String SCALED =
            """
            def add_attended(self, x: Tensor, heads: Tensor) -> Tensor:
                return x + self.drop_path.forward(self.attn.proj.scaled(heads, self.gamma_1))

            def add_mlp(self, x: Tensor) -> Tensor:
                y = self.mlp.scaled(self.norm2.forward(x).to(self.compute_type), self.gamma_2)
                return x + self.drop_path.forward(y)
            """;

    private static final String FORWARD =
            """
            def forward(self, x: Tensor, shared_bias: Optional[Tensor]) -> Tensor:
                h = self.norm1.forward(x).to(self.compute_type)
                return self.add_mlp(self.add_attended(x, self.attn.heads_of(h, shared_bias)))
            """;

    private static final String ROWS =
            """
            def rows(self, x: Tensor, shared_bias: Optional[Tensor], rows: Tensor) -> Tensor:
                h = self.norm1.forward(x).to(self.compute_type)
                own = x.gather(1, rows.unsqueeze(2).expand([-1, -1, x.size(2)]))
                return self.add_mlp(self.add_attended(own, self.attn.heads_of_rows(h, shared_bias, rows)))
            """;
}
