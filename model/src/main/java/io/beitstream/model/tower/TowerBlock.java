package io.beitstream.model.tower;

import io.beitstream.model.layers.BlockStack;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Mlp;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import java.util.stream.IntStream;

/**
 * A pre-norm block under the names of DINO and timm: {@code (B, T, D) -> (B, T, D)}, the residual
 * stream in fp32. Its second input is the table of rotary positions, if the tower has them.
 */
public final class TowerBlock extends ScriptModule {
    /** Of weights, tokens and positions, before training. */
    public static final Initializer WEIGHT = Initializer.truncatedNormal(0.02, 2);

    TowerBlock(TowerConfig config) {
        int width = config.width();
        child("norm1", new LayerNorm(width, config.epsilon()));
        child("attn", new SelfAttention(width, config.heads(), config.causal()));
        child("norm2", new LayerNorm(width, config.epsilon()));
        child(
                "mlp",
                config.gated()
                        ? new GatedMlp(width, config.hidden())
                        : new Mlp(width, config.hidden(), config.activation(), WEIGHT, 1));
        if (config.layerScale()) {
            child("ls1", new LayerScale(width));
            child("ls2", new LayerScale(width));
        }
        computeType("compute_type");
        method(config.layerScale() ? SCALED : PLAIN);
    }

    /** All blocks of a tower. */
    public static BlockStack stack(TowerConfig config) {
        return new BlockStack(
                IntStream.range(0, config.depth()).mapToObj(i -> new TowerBlock(config)).toList());
    }

    private static final String PLAIN =
            """
            def forward(self, x: Tensor, rotary: Optional[Tensor]) -> Tensor:
                x = x + self.attn.forward(self.norm1.forward(x).to(self.compute_type), rotary)
                return x + self.mlp.forward(self.norm2.forward(x).to(self.compute_type))
            """;

    private static final String SCALED =
            """
            def forward(self, x: Tensor, rotary: Optional[Tensor]) -> Tensor:
                h = self.norm1.forward(x).to(self.compute_type)
                x = x + self.ls1.forward(self.attn.forward(h, rotary))
                h = self.norm2.forward(x).to(self.compute_type)
                return x + self.ls2.forward(self.mlp.forward(h))
            """;

    private static final class LayerScale extends ScriptModule {
        LayerScale(int width) {
            parameter("gamma", Initializer.ones(), width);
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return x * self.gamma
                    """);
        }
    }
}
