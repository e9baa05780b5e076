package io.beitstream.model.dino;

import io.beitstream.model.feature.FeatureModule;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.PatchEmbed;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tower.TowerBlock;

/**
 * A DINO under Meta's names. Pooled is the normed [CLS]; a tokenizer learns the normed patch tokens
 * (reference section 3.7).
 */
final class DinoModule extends FeatureModule {
    DinoModule(DinoConfig config, PixelNormalization.Statistics normalization) {
        super(normalization);
        int width = config.embedDim();
        int patches = PatchGrid.of(config.imgSize(), config.patchSize()).patches();
        parameter("cls_token", TowerBlock.WEIGHT, 1, 1, width);
        if (config.registers() > 0) {
            parameter("register_tokens", TowerBlock.WEIGHT, 1, config.registers(), width);
        }
        child(
                "patch_embed",
                new PatchEmbed(
                        3, config.patchSize(), width, TowerBlock.WEIGHT, Initializer.zeros()));
        child("blocks", TowerBlock.stack(config.tower()));
        child("norm", new LayerNorm(width, config.layerNormEps()));
        attribute("registers", config.registers());
        attribute("patch", config.patchSize());
        if (config.ropeTheta() > 0) {
            derived(
                    RotaryPositions.FREQUENCIES,
                    RotaryPositions.frequencies(config.ropeTheta(), width / config.numHeads()));
            method(RotaryPositions.METHOD);
            method(UNPLACED);
        } else {
            parameter("pos_embed", TowerBlock.WEIGHT, 1, 1 + patches, width);
            method(NO_ROTARY);
            method(LearnedPositions.method(config.registers() > 0));
            method(PLACED);
        }
        method(config.registers() > 0 ? REGISTERS : NO_REGISTERS);
        method(OUTPUTS);
    }

    private static final String PLACED =
            """
            def embed(self, x: Tensor) -> Tensor:
                height, width = x.size(2) // self.patch, x.size(3) // self.patch
                x = self.patch_embed.forward(x).to(6)  # (B, N, D)
                x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1)
                return self.with_registers(x + self.positions(height, width))
            """;

    private static final String UNPLACED =
            """
            def embed(self, x: Tensor) -> Tensor:
                x = self.patch_embed.forward(x).to(6)  # (B, N, D)
                x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1)
                return self.with_registers(x)
            """;

    private static final String REGISTERS =
            """
            def with_registers(self, x: Tensor) -> Tensor:
                registers = self.register_tokens.expand([x.size(0), -1, -1])
                return torch.cat([x[:, :1], registers, x[:, 1:]], 1)  # (B, T, D)
            """;

    private static final String NO_REGISTERS =
            """
            def with_registers(self, x: Tensor) -> Tensor:
                return x
            """;

    private static final String OUTPUTS =
            """
            def cls(self, hidden: Tensor) -> Tensor:
                return self.norm.forward(hidden[:, 0])

            def patches(self, hidden: Tensor) -> Tensor:
                return self.norm.forward(hidden[:, 1 + self.registers:])

            def pooled(self, hidden: Tensor) -> Tensor:
                return self.cls(hidden)

            def targets(self, hidden: Tensor) -> Tensor:
                return self.patches(hidden)
            """;
}
