package io.beitstream.model.training.recipe;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** Model directories of the right image sizes and dimensions, and small in everything else. */
final class SmallModels {
    static final int WIDTH = 24;

    private SmallModels() {}

    static ModelDirectory tokenizer(Path path, int size, int patch, int codes, int heads)
            throws IOException {
        return write(
                path,
                new TokenizerConfig(
                        ModelConfig.FORMAT_VERSION,
                        "tokenizer",
                        new VqkdConfig(size, patch, WIDTH, 1, heads, 1, codes, 32, 96, .99, 4),
                        Preprocessing.ofInputSize(size),
                        Map.of()));
    }

    static ModelDirectory clip(Path path, int size, int patch, int dimension) throws IOException {
        return write(
                path,
                new EncoderConfig(
                        ModelConfig.FORMAT_VERSION,
                        "clip",
                        Family.CLIP,
                        new ClipConfig(
                                size,
                                patch,
                                WIDTH,
                                1,
                                2,
                                WIDTH,
                                Activation.QUICK_GELU,
                                1e-5,
                                dimension,
                                null),
                        Preprocessing.ofInputSize(size),
                        Family.CLIP.normalization(),
                        Map.of()));
    }

    private static ModelDirectory write(Path path, ModelConfig config) throws IOException {
        return ModelDirectory.write(
                path, config, config.network().initialState(new SplittableRandom(1)));
    }
}
