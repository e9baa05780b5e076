package io.beitstream.infra.demo;

import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.checkpoint.ModelConfig.DecoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a demo, as given or as shipped.
 *
 * @param decoderDirectory of a decoder of the tokenizer's codes; null where there is none
 * @param shipped whether tokenizer or encoder is a small one of the project's own
 */
record DemoModels(
        NetworkSpec<Codes> tokenizer,
        NetworkSpec<Vectors> encoder,
        Path tokenizerDirectory,
        Path encoderDirectory,
        @Nullable Path decoderDirectory,
        boolean shipped) {
    /**
     * Reads the directories of the given models, and of those that ship with the project where none
     * is given.
     *
     * @throws IllegalArgumentException if the decoder is for another tokenizer's codes
     */
    static DemoModels prepare(DemoOptions options, Path scratch) throws IOException {
        boolean shipped = options.tokenizer() == null || options.encoder() == null;
        Path tokenizer = options.tokenizer();
        if (tokenizer == null) {
            tokenizer = ShippedModels.tokenizer(scratch);
        }
        Path encoder = options.encoder();
        if (encoder == null) {
            encoder = ShippedModels.encoder(scratch);
        }
        ModelSpecs specs = ModelSpecs.of(options.inference());
        NetworkSpec<Codes> codes = specs.tokenizer(tokenizer);
        return new DemoModels(
                codes,
                specs.encoder(encoder),
                tokenizer,
                encoder,
                decoder(options, scratch, codes.modelId()),
                shipped);
    }

    /** The given one, or the shipped one if it fits. */
    private static @Nullable Path decoder(DemoOptions options, Path scratch, String tokenizer)
            throws IOException {
        Path given = options.decoder();
        if (given != null) {
            ModelDirectory model = ModelDirectory.openDecoder(given);
            ((DecoderConfig) model.config()).requireTokenizer(model.id(), tokenizer);
            return given;
        }
        Path shipped = ShippedModels.decoder(scratch);
        DecoderConfig config = (DecoderConfig) ModelDirectory.configOf(shipped);
        return config.tokenizerId().equals(tokenizer) ? shipped : null;
    }
}
