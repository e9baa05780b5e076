package io.beitstream.jobs;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Reads from model directories what a job must know of them when it is defined. */
public final class ModelSpecs {
    private ModelSpecs() {}

    /**
     * Checks a tokenizer's directory and describes it.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if it does not hold one
     */
    public static TokenizerSpec tokenizer(Path directory) throws IOException {
        ModelDirectory model = ModelDirectory.openTokenizer(directory);
        TokenizerConfig config = (TokenizerConfig) model.config();
        int side = config.architecture().gridSide();
        return new TokenizerSpec(
                directory.toAbsolutePath().toString(),
                model.id().toString(),
                side,
                side,
                config.architecture().codebookSize(),
                config.preprocessing());
    }

    /**
     * Checks an encoder's directory and describes it.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if it does not hold one
     */
    public static EncoderSpec encoder(Path directory) throws IOException {
        return encoder(directory, FeatureSelection.DEFAULT);
    }

    /**
     * Checks an encoder's directory and describes it with the features that are wanted.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if it does not hold one
     * @throws IllegalArgumentException if a layer is selected that it does not have
     */
    public static EncoderSpec encoder(Path directory, FeatureSelection selection)
            throws IOException {
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        EncoderConfig config = (EncoderConfig) model.config();
        selection.requireDepth(config.architecture().depth());
        return new EncoderSpec(
                directory.toAbsolutePath().toString(),
                model.id().toString(),
                selection,
                config.architecture().imgSize() / config.architecture().patchSize(),
                config.preprocessing());
    }
}
