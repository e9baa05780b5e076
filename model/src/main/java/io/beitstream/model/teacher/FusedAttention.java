package io.beitstream.model.teacher;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * Self-attention whose joint projection has a bias for queries, keys and values: {@code (B, T, D)
 * -> (B, T, D)}.
 */
final class FusedAttention extends ScriptModule {
    /** How the projections are named. */
    enum Naming {
        /** {@code qkv.weight}, {@code qkv.bias}, {@code proj.*}. */
        TIMM,
        /**
         * {@code in_proj_weight}, {@code in_proj_bias}, {@code out_proj.*}, as in
         * nn.MultiheadAttention.
         */
        MULTIHEAD
    }

    FusedAttention(int width, int heads, Naming naming, Initializer weight) {
        attribute("heads", heads);
        if (naming == Naming.TIMM) {
            child("qkv", new Linear(width, 3 * width, weight));
            child("proj", new Linear(width, width, weight));
            method(
                    """
                    def project(self, x: Tensor) -> Tensor:
                        return self.qkv.forward(x)

                    def output(self, x: Tensor) -> Tensor:
                        return self.proj.forward(x)
                    """);
        } else {
            matrix("in_proj_weight", weight, 3L * width, width);
            matrix("in_proj_bias", Initializer.zeros(), 3L * width);
            child("out_proj", new Linear(width, width, weight));
            method(
                    """
                    def project(self, x: Tensor) -> Tensor:
                        return torch.linear(x, self.in_proj_weight.to(x.dtype), self.in_proj_bias.to(x.dtype))

                    def output(self, x: Tensor) -> Tensor:
                        return self.out_proj.forward(x)
                    """);
        }
        method(FORWARD);
    }

    private static final String FORWARD =
            """
            def forward(self, x: Tensor) -> Tensor:
                batch, tokens, width = x.size(0), x.size(1), x.size(2)
                qkv = self.project(x).reshape([batch, tokens, 3, self.heads, width // self.heads])
                q, k, v = qkv.permute([2, 0, 3, 1, 4]).unbind(0)
                y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
                return self.output(y.transpose(1, 2).reshape([batch, tokens, width]))
            """;
}
