package io.beitstream.jobs;

import io.beitstream.jobs.pipeline.inference.ModelNetworks.EncoderLoader;
import io.beitstream.jobs.pipeline.inference.ModelNetworks.TokenizerLoader;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.inference.EncoderSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads from model directories what a job must know of them when it is defined.
 *
 * @param options how workers run the networks
 * @param style how images are decoded
 */
public record ModelSpecs(InferenceOptions options, DecodeStyle style) {
    /** Networks that run so, on images as they are stored. */
    public static ModelSpecs of(InferenceOptions options) {
        return new ModelSpecs(options, DecodeStyle.EXACT);
    }

    /**
     * Checks a tokenizer's directory, which every worker must be able to read, and describes it.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if it does not hold one
     */
    public NetworkSpec<Codes> tokenizer(Path directory) throws IOException {
        ModelDirectory model = ModelDirectory.openTokenizer(directory);
        TokenizerConfig config = (TokenizerConfig) model.config();
        return new NetworkSpec<>(
                new TokenizerLoader(absolute(directory), options, style),
                config.preprocessing(),
                model.id().toString());
    }

    /** Describes an encoder for the features that it pools itself; errors as below. */
    public NetworkSpec<Vectors> encoder(Path directory) throws IOException {
        return encoder(EncoderSource.of(directory), FeatureSelection.DEFAULT);
    }

    /**
     * Checks an encoder, which every worker must be able to read, and describes it with the
     * features that are wanted.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if there is none
     * @throws IllegalArgumentException if something is selected that it does not have
     */
    public NetworkSpec<Vectors> encoder(EncoderSource source, FeatureSelection selection)
            throws IOException {
        EncoderSource.Facts facts = source.facts(selection);
        return new NetworkSpec<>(
                new EncoderLoader(source.absolute(), options, selection, style),
                facts.preprocessing(),
                facts.id().toString());
    }

    private static String absolute(Path directory) {
        return directory.toAbsolutePath().normalize().toString();
    }
}
