package io.beitstream.model.inference;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.ModelId;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.Preprocessing;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where an encoder is: a model directory, or {@code torchscript:FILE}, a program of somebody's that
 * is run as it is.
 */
public record EncoderSource(String text) implements Serializable {
    private static final String TORCH_SCRIPT = "torchscript:";

    /** What can be said of an encoder that is not loaded. */
    public record Facts(ModelId id, Preprocessing preprocessing) {}

    public static EncoderSource of(Path directory) {
        return new EncoderSource(directory.toString());
    }

    /** The same with its path made absolute, as workers elsewhere need it. */
    public EncoderSource absolute() {
        String prefix = isScript() ? TORCH_SCRIPT : "";
        return new EncoderSource(prefix + path().toAbsolutePath().normalize());
    }

    private boolean isScript() {
        return text.startsWith(TORCH_SCRIPT);
    }

    private Path path() {
        return Path.of(isScript() ? text.substring(TORCH_SCRIPT.length()) : text);
    }

    /**
     * Checks that it is there, and that it has what is selected.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if it is no encoder
     * @throws IllegalArgumentException if something is selected that it does not have
     */
    public Facts facts(FeatureSelection selection) throws IOException {
        if (isScript()) {
            return ScriptEncoder.facts(path(), selection);
        }
        ModelDirectory model = ModelDirectory.openEncoder(path());
        EncoderConfig config = (EncoderConfig) model.config();
        config.architecture().dimension(selection);
        return new Facts(model.id(), config.preprocessing());
    }

    /** Loads it; errors as in {@link ModelLoader#loadEncoder(Path, InferenceOptions)}. */
    public Encoder load(InferenceOptions options, FeatureSelection selection) throws IOException {
        return isScript()
                ? ScriptEncoder.load(path(), options, selection)
                : ModelLoader.loadEncoder(path(), options, selection);
    }
}
