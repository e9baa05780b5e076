package io.beitstream.model.clip;

import io.beitstream.model.feature.FeatureModule;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.PatchEmbed;
import io.beitstream.model.layers.Projection;
import io.beitstream.model.tower.TowerBlock;

/**
 * CLIP's image tower. Pooled is the projected [CLS]; a tokenizer learns the projected patch tokens
 * (reference section 3.7).
 */
final class ClipImageModule extends FeatureModule {
    ClipImageModule(ClipConfig config, PixelNormalization.Statistics normalization) {
        super(normalization);
        int width = config.embedDim();
        int tokens = 1 + PatchGrid.of(config.imgSize(), config.patchSize()).patches();
        parameter("cls_token", TowerBlock.WEIGHT, 1, 1, width);
        parameter("pos_embed", TowerBlock.WEIGHT, 1, tokens, width);
        child("patch_embed", new PatchEmbed(3, config.patchSize(), width, TowerBlock.WEIGHT, null));
        child("norm_pre", new LayerNorm(width, config.layerNormEps()));
        child("blocks", TowerBlock.stack(config.tower()));
        child("norm", new LayerNorm(width, config.layerNormEps()));
        child("proj", new Projection(width, config.projectionDim(), TowerBlock.WEIGHT));
        computeType("compute_type");
        method(NO_ROTARY);
        method(EMBED);
        method(OUTPUTS);
    }

    private static final String EMBED =
            """
            def embed(self, x: Tensor) -> Tensor:
                x = self.patch_embed.forward(x).to(6)  # (B, N, D)
                x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1) + self.pos_embed
                return self.norm_pre.forward(x)
            """;

    private static final String OUTPUTS =
            """
            def project(self, x: Tensor) -> Tensor:
                return self.proj.forward(x.to(self.compute_type)).to(6)

            def cls(self, hidden: Tensor) -> Tensor:
                return self.norm.forward(hidden[:, 0])

            def patches(self, hidden: Tensor) -> Tensor:
                return self.norm.forward(hidden[:, 1:])

            def pooled(self, hidden: Tensor) -> Tensor:
                return self.project(self.cls(hidden))

            def targets(self, hidden: Tensor) -> Tensor:
                return self.project(self.patches(hidden))
            """;
}
