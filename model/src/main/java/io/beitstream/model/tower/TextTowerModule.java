package io.beitstream.model.tower;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.Projection;
import io.beitstream.model.script.ScriptModule;

/**
 * The text tower of a network that knows images and words.
 *
 * <p>{@code forward(ids)}: int64 {@code (B, L)} to vectors {@code (B, C)}, fp32, not scaled.
 */
public final class TextTowerModule extends ScriptModule {
    public TextTowerModule(TextConfig config) {
        int width = config.embedDim();
        matrix("token_embed", TowerBlock.WEIGHT, config.vocabSize(), width);
        parameter("pos_embed", TowerBlock.WEIGHT, 1, config.contextLength(), width);
        child("blocks", TowerBlock.stack(config.tower()));
        child("norm", new LayerNorm(width, config.layerNormEps()));
        child(
                "proj",
                config.outputBias()
                        ? new Linear(width, config.outputDim(), TowerBlock.WEIGHT)
                        : new Projection(width, config.outputDim(), TowerBlock.WEIGHT));
        attribute("eos", config.eosToken());
        computeType("compute_type");
        method(config.eosToken() < 0 ? LAST : FIRST_EOS);
        method(FORWARD);
    }

    private static final String LAST =
            """
            def pooled(self, x: Tensor, ids: Tensor) -> Tensor:
                return x[:, -1]
            """;

    private static final String FIRST_EOS =
            """
            def pooled(self, x: Tensor, ids: Tensor) -> Tensor:
                at = torch.argmax(torch.eq(ids, self.eos).to(3), 1)  # (B)
                at = at.reshape([-1, 1, 1]).expand([-1, 1, x.size(2)])
                return torch.gather(x, 1, at).squeeze(1)
            """;

    private static final String FORWARD =
            """
            def forward(self, ids: Tensor) -> Tensor:
                x = torch.embedding(self.token_embed, ids).to(6) + self.pos_embed[:, :ids.size(1)]
                x = self.norm.forward(self.blocks.forward(x, None))  # (B, L, D)
                return self.proj.forward(self.pooled(x, ids).to(self.compute_type)).to(6)
            """;
}
