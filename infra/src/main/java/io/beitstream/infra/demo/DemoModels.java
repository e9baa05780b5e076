package io.beitstream.infra.demo;

import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.TokenizerSpec;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.ModelPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * The networks of a demo.
 *
 * @param random whether one of them has random weights
 */
record DemoModels(TokenizerSpec tokenizer, EncoderSpec encoder, boolean random) {
    /**
     * Opens the given models, and makes small random ones in {@code scratch} for those that are not
     * given.
     */
    static DemoModels prepare(DemoOptions options, Path scratch) throws IOException {
        Path tokenizer = options.tokenizer();
        Path encoder = options.encoder();
        boolean random = tokenizer == null || encoder == null;
        Map<String, String> provenance = Map.of("weights", "random, for the demo");
        if (tokenizer == null) {
            tokenizer = scratch.resolve("tokenizer");
            write(tokenizer, ModelPreset.TINY.tokenizer("tiny-tokenizer-random", provenance), 1);
        }
        if (encoder == null) {
            encoder = scratch.resolve("encoder");
            write(encoder, ModelPreset.TINY.encoder("tiny-encoder-random", provenance), 2);
        }
        return new DemoModels(ModelSpecs.tokenizer(tokenizer), ModelSpecs.encoder(encoder), random);
    }

    private static void write(Path path, ModelConfig config, long seed) throws IOException {
        ModelDirectory.write(path, config, config.network().initialState(new Random(seed)));
    }
}
