package io.beitstream.infra.chaos;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Networks so small that a run waits for brokers and cluster, never for them. */
final class ChaosModels {
    private static final int SIDE = 32;

    private ChaosModels() {}

    /** Writes {@code tokenizer} and {@code encoder}, with random weights. */
    static void write(Path folder) throws IOException {
        Preprocessing preprocessing = Preprocessing.ofInputSize(SIDE);
        ModelConfig tokenizer =
                new ModelConfig.TokenizerConfig(
                        ModelConfig.FORMAT_VERSION,
                        "chaos-tokenizer",
                        new VqkdConfig(SIDE, 8, 32, 1, 2, 1, 32, 8, 8, 0.99, 4),
                        preprocessing,
                        Map.of());
        ModelConfig encoder =
                ModelConfig.EncoderConfig.ofBeit(
                        "chaos-encoder",
                        new BeitConfig(
                                SIDE, 8, 32, 1, 2, 0.1, false, true, false, true, 0, 4, 1e-6),
                        preprocessing,
                        Map.of());
        write(folder.resolve("tokenizer"), tokenizer);
        write(folder.resolve("encoder"), encoder);
    }

    private static void write(Path directory, ModelConfig config) throws IOException {
        ModelDirectory.write(directory, config, config.network().initialState(new Random(1)));
    }
}
