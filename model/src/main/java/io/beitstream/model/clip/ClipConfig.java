package io.beitstream.model.clip;

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
 * The sizes of a CLIP.
 *
 * @param mlpDim hidden width of the MLPs
 * @param projectionDim dimension that images and texts share
 * @param text null if only the image tower is there
 */
public record ClipConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        int mlpDim,
        Activation activation,
        double layerNormEps,
        int projectionDim,
        @Nullable TextConfig text)
        implements EncoderArchitecture {
    public ClipConfig {
        PatchGrid.of(imgSize, patchSize);
    }

    @Override
    public int pooledDim() {
        return projectionDim;
    }

    @Override
    public int targetDim() {
        return projectionDim;
    }

    @Override
    public String imagePrefix() {
        return TwoTowersModule.VISUAL + ".";
    }

    @Override
    public ScriptModule imageTower(PixelNormalization.Statistics normalization) {
        return new ClipImageModule(this, normalization);
    }

    @Override
    public ClipConfig withImageSize(int size) {
        return new ClipConfig(
                size,
                patchSize,
                embedDim,
                depth,
                numHeads,
                mlpDim,
                activation,
                layerNormEps,
                projectionDim,
                text);
    }

    TowerConfig tower() {
        return TowerConfig.plain(embedDim, depth, numHeads, mlpDim, activation, layerNormEps);
    }
}
