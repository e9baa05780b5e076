package io.beitstream.model.teacher;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * A residual block of CLIP, under OpenAI's names; its MLP has a QuickGELU: {@code (B, T, D) -> (B,
 * T, D)}.
 */
final class ClipBlock extends ScriptModule {
    static final double EPSILON = 1e-5;

    ClipBlock(int width, int heads, Initializer weight) {
        child("attn", new FusedAttention(width, heads, FusedAttention.Naming.MULTIHEAD, weight));
        child("ln_1", new LayerNorm(width, EPSILON));
        child("mlp", new ClipMlp(width, weight));
        child("ln_2", new LayerNorm(width, EPSILON));
        computeType("compute_type");
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    x = x + self.attn.forward(self.ln_1.forward(x).to(self.compute_type))
                    return x + self.mlp.forward(self.ln_2.forward(x).to(self.compute_type))
                """);
    }

    private static final class ClipMlp extends ScriptModule {
        ClipMlp(int width, Initializer weight) {
            child("c_fc", new Linear(width, 4 * width, weight));
            child("c_proj", new Linear(4 * width, width, weight));
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        x = self.c_fc.forward(x)
                        return self.c_proj.forward(x * torch.sigmoid(1.702 * x))
                    """);
        }
    }
}
