package io.beitstream.model.siglip;

import io.beitstream.model.feature.FeatureModule;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.PatchEmbed;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tower.TowerBlock;

/**
 * SigLIP's image tower, without [CLS]. Pooled is what the attention pool makes of the normed patch
 * tokens; a tokenizer learns these tokens themselves.
 */
final class SiglipImageModule extends FeatureModule {
    SiglipImageModule(SiglipConfig config, PixelNormalization.Statistics normalization) {
        super(normalization);
        int width = config.embedDim();
        int patches = PatchGrid.of(config.imgSize(), config.patchSize()).patches();
        parameter("pos_embed", TowerBlock.WEIGHT, 1, patches, width);
        child(
                "patch_embed",
                new PatchEmbed(
                        3, config.patchSize(), width, TowerBlock.WEIGHT, Initializer.zeros()));
        child("blocks", TowerBlock.stack(config.tower()));
        child("norm", new LayerNorm(width, config.layerNormEps()));
        child("attn_pool", new AttentionPool(config));
        method(NO_ROTARY);
        method(
                """
                def embed(self, x: Tensor) -> Tensor:
                    return self.patch_embed.forward(x).to(6) + self.pos_embed  # (B, N, D)

                def patches(self, hidden: Tensor) -> Tensor:
                    return self.norm.forward(hidden)

                def pooled(self, hidden: Tensor) -> Tensor:
                    return self.attn_pool.forward(self.patches(hidden))

                def targets(self, hidden: Tensor) -> Tensor:
                    return self.patches(hidden)
                """);
    }
}
