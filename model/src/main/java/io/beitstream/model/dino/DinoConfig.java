package io.beitstream.model.dino;

import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tower.TowerConfig;

/**
 * The sizes and options of a DINO of any generation.
 *
 * @param mlpDim hidden width of the MLPs
 * @param gated whether the MLPs are SwiGLUs
 * @param layerScale whether branches are scaled
 * @param registers tokens between [CLS] and the patches that stand for nothing
 * @param ropeTheta period of rotary positions; 0 for learned ones
 */
public record DinoConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        int mlpDim,
        boolean gated,
        boolean layerScale,
        int registers,
        double ropeTheta,
        double layerNormEps)
        implements EncoderArchitecture {
    public DinoConfig {
        PatchGrid.of(imgSize, patchSize);
        if (registers < 0 || ropeTheta < 0) {
            throw new IllegalArgumentException(
                    "%d registers, theta %s: neither is below zero"
                            .formatted(registers, ropeTheta));
        }
        if (ropeTheta > 0 && embedDim / numHeads % 4 != 0) {
            throw new IllegalArgumentException(
                    "rotary positions need heads of a multiple of four values, not "
                            + embedDim / numHeads);
        }
    }

    @Override
    public ScriptModule imageTower(PixelNormalization.Statistics normalization) {
        return new DinoModule(this, normalization);
    }

    @Override
    public DinoConfig withImageSize(int size) {
        return new DinoConfig(
                size,
                patchSize,
                embedDim,
                depth,
                numHeads,
                mlpDim,
                gated,
                layerScale,
                registers,
                ropeTheta,
                layerNormEps);
    }

    TowerConfig tower() {
        return new TowerConfig(
                embedDim,
                depth,
                numHeads,
                mlpDim,
                Activation.GELU,
                gated,
                layerScale,
                false,
                layerNormEps);
    }
}
