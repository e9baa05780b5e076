package io.beitstream.model.siglip;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.Mlp;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tower.TowerBlock;

/**
 * Pools tokens by the attention of one learned query, and an MLP beside it: {@code (B, N, D) -> (B,
 * D)}, fp32.
 */
final class AttentionPool extends ScriptModule {
    AttentionPool(SiglipConfig config) {
        int width = config.embedDim();
        parameter("probe", TowerBlock.WEIGHT, 1, 1, width);
        child("q", new Linear(width, width, TowerBlock.WEIGHT));
        child("kv", new Linear(width, 2 * width, TowerBlock.WEIGHT));
        child("proj", new Linear(width, width, TowerBlock.WEIGHT));
        child("norm", new LayerNorm(width, config.layerNormEps()));
        child("mlp", new Mlp(width, config.mlpDim(), config.activation(), TowerBlock.WEIGHT, 1));
        attribute("heads", config.numHeads());
        computeType("compute_type");
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    batch, tokens, width = x.size(0), x.size(1), x.size(2)
                    head = width // self.heads
                    q = self.q.forward(self.probe.to(self.compute_type))
                    q = q.reshape([1, 1, self.heads, head]).expand([batch, -1, -1, -1]).transpose(1, 2)
                    kv = self.kv.forward(x.to(self.compute_type)).reshape([batch, tokens, 2, self.heads, head])
                    k, v = kv.permute([2, 0, 3, 1, 4]).unbind(0)  # each (B, H, N, D / H)
                    y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
                    y = self.proj.forward(y.transpose(1, 2).reshape([batch, width])).to(6)
                    return y + self.mlp.forward(self.norm.forward(y).to(self.compute_type)).to(6)
                """);
    }
}
