package io.beitstream.model.siglip;

import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.feature.TwoTowersModule;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tower.TextConfig;
import io.beitstream.model.tower.TowerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a SigLIP.
 *
 * @param mlpDim hidden width of the MLPs
 * @param text null if only the image tower is there
 */
public record SiglipConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        int mlpDim,
        Activation activation,
        double layerNormEps,
        @Nullable TextConfig text)
        implements EncoderArchitecture {
    public SiglipConfig {
        PatchGrid.of(imgSize, patchSize);
    }

    @Override
    public boolean hasClassToken() {
        return false;
    }

    @Override
    public String imagePrefix() {
        return TwoTowersModule.VISUAL + ".";
    }

    @Override
    public ScriptModule imageTower(PixelNormalization.Statistics normalization) {
        return new SiglipImageModule(this, normalization);
    }

    @Override
    public SiglipConfig withImageSize(int size) {
        return new SiglipConfig(
                size, patchSize, embedDim, depth, numHeads, mlpDim, activation, layerNormEps, text);
    }

    TowerConfig tower() {
        return TowerConfig.plain(embedDim, depth, numHeads, mlpDim, activation, layerNormEps);
    }
}
