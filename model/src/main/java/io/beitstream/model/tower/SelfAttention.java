package io.beitstream.model.tower;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptModule;

/**
 * Self-attention with a bias on queries, keys and values: {@code (B, T, D) -> (B, T, D)}. Rotary
 * positions, {@code (2, N, D / H)}, cosines first, turn the last N tokens; those before them have
 * none.
 */
final class SelfAttention extends ScriptModule {
    SelfAttention(int width, int heads, boolean causal) {
        attribute("heads", heads);
        attribute("causal", causal);
        child("qkv", new Linear(width, 3 * width, TowerBlock.WEIGHT));
        child("proj", new Linear(width, width, TowerBlock.WEIGHT));
        method(TURN);
        method(FORWARD);
    }

    private static final String TURN =
            """
            def turn(self, x: Tensor, rotary: Tensor) -> Tensor:
                first = x.size(2) - rotary.size(1)
                patches = x[:, :, first:].to(6)  # (B, H, N, D / H)
                left, right = torch.chunk(patches, 2, -1)
                turned = patches * rotary[0] + torch.cat([-right, left], -1) * rotary[1]
                return torch.cat([x[:, :, :first], turned.to(x.dtype)], 2)
            """;

    private static final String FORWARD =
            """
            def forward(self, x: Tensor, rotary: Optional[Tensor]) -> Tensor:
                batch, tokens, width = x.size(0), x.size(1), x.size(2)
                qkv = self.qkv.forward(x).reshape([batch, tokens, 3, self.heads, width // self.heads])
                q, k, v = qkv.permute([2, 0, 3, 1, 4]).unbind(0)  # each (B, H, T, D / H)
                if rotary is not None:
                    q = self.turn(q, rotary)
                    k = self.turn(k, rotary)
                y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, self.causal)
                return self.proj.forward(y.transpose(1, 2).reshape([batch, tokens, width]))
            """;
}
