package io.beitstream.model.inference;

import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;

/** Makes model directories answer the seam's calls. */
public final class ModelLoader {
    private ModelLoader() {}

    /**
     * Loads a tokenizer.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if the directory does not hold one
     * @throws IllegalStateException if the device is not there or libtorch refuses the module
     * @throws IOException if a file cannot be read
     */
    public static Tokenizer loadTokenizer(Path directory, InferenceOptions options)
            throws IOException {
        ModelDirectory model = ModelDirectory.openTokenizer(directory);
        return new TorchTokenizer(
                model.id(), (TokenizerConfig) model.config(), load(model, options));
    }

    /** Loads an encoder; errors as in {@link #loadTokenizer}. */
    public static Encoder loadEncoder(Path directory, InferenceOptions options) throws IOException {
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        return new TorchEncoder(model.id(), (EncoderConfig) model.config(), load(model, options));
    }

    private static TorchModule load(ModelDirectory model, InferenceOptions options)
            throws IOException {
        ScriptArchive archive =
                ScriptArchive.forInference(
                        model.config().network(), model.state(), typeOf(options.precision()));
        return TorchModule.load(archive, new TorchDevice(options.device()));
    }

    /** The tensor type of a precision. */
    public static DType typeOf(Precision precision) {
        return switch (precision) {
            case FP32 -> DType.FLOAT32;
            case BF16 -> DType.BFLOAT16;
            case FP16 -> DType.FLOAT16;
        };
    }
}
