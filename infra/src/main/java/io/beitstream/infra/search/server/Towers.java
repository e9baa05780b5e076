package io.beitstream.infra.search.server;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The networks that turn queries into vectors. Whoever opened them closes them.
 *
 * @param encoder of pictures, with the features that the index was made of; null if pictures cannot
 *     be asked with
 * @param text of words, the encoder's other tower; null if it has none
 */
public record Towers(@Nullable Encoder encoder, @Nullable TextEncoder text)
        implements AutoCloseable {
    /** No networks: only images of the index can be asked with. */
    public static final Towers NONE = new Towers(null, null);

    /**
     * Loads a model directory: its encoder, and its text tower if it has one.
     *
     * @param selection the features that the index holds
     * @throws IllegalArgumentException if the network has no such features
     * @throws IOException if a file cannot be read, or is no encoder's
     */
    public static Towers open(Path directory, InferenceOptions options, FeatureSelection selection)
            throws IOException {
        EncoderConfig config = (EncoderConfig) ModelDirectory.openEncoder(directory).config();
        TextEncoder text =
                config.architecture().text() == null
                        ? null
                        : ModelLoader.loadTextEncoder(directory, options);
        try {
            return new Towers(ModelLoader.loadEncoder(directory, options, selection), text);
        } catch (IOException | RuntimeException e) {
            if (text != null) {
                text.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        if (text != null) {
            text.close();
        }
    }
}
