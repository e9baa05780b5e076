package io.beitstream.model.inference;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.PixelDecoder;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.DecoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.engine.TorchThreads;
import io.beitstream.model.feature.SelectedFeaturesModule;
import io.beitstream.model.feature.TwoTowersModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.tower.TextConfig;
import io.beitstream.model.tower.TextTowerModule;
import io.beitstream.model.whitening.Whitening;
import java.io.IOException;
import java.nio.file.Path;

/** Makes model directories answer the seam's calls. */
public final class ModelLoader {
    private ModelLoader() {}

    /**
     * Loads a tokenizer.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if the directory does not hold one
     * @throws io.beitstream.model.DeviceException if the device is not there, or cannot hold it
     * @throws IOException if a file cannot be read
     */
    public static Tokenizer loadTokenizer(Path directory, InferenceOptions options)
            throws IOException {
        ModelDirectory model = ModelDirectory.openTokenizer(directory);
        InferenceOptions settled = PrecisionChooser.ofThisMachine().settle(options);
        TorchModule module = load(model.config().network(), model.state(), settled);
        return new TorchTokenizer(
                model.id(), (TokenizerConfig) model.config(), settled.precision(), module);
    }

    /**
     * Loads an encoder for the features that it pools itself; errors as in {@link #loadTokenizer}.
     */
    public static Encoder loadEncoder(Path directory, InferenceOptions options) throws IOException {
        return loadEncoder(directory, options, FeatureSelection.DEFAULT);
    }

    /**
     * Loads an encoder for selected features; errors as in {@link #loadTokenizer}.
     *
     * @throws IllegalArgumentException if a layer is selected that the network does not have
     */
    public static Encoder loadEncoder(
            Path directory, InferenceOptions options, FeatureSelection selection)
            throws IOException {
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        EncoderConfig config = (EncoderConfig) model.config();
        Whitening whitening = selection.isTheModels() ? model.whitening() : null;
        FeatureSelection computed = whitening == null ? selection : whitening.featuresOf(selection);
        SelectedFeaturesModule network =
                new SelectedFeaturesModule(config.imageTower(), config.architecture(), computed);
        InferenceOptions settled = PrecisionChooser.ofThisMachine().settle(options);
        StateDict state = SelectedFeaturesModule.state(config.imageState(model.state()));
        TorchModule module = load(network, state, settled);
        Encoder encoder =
                new TorchEncoder(model.id(), config, computed, settled.precision(), module);
        return whitening == null ? encoder : new WhitenedEncoder(encoder, whitening, selection);
    }

    /**
     * Loads the text tower of an encoder.
     *
     * @throws io.beitstream.model.checkpoint.CheckpointException if the directory has none, or
     *     lacks {@code tokenizer.json}
     * @throws IOException if a file cannot be read
     */
    public static TextEncoder loadTextEncoder(Path directory, InferenceOptions options)
            throws IOException {
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        TextConfig text = textTower(directory, model.config());
        InferenceOptions settled = PrecisionChooser.ofThisMachine().settle(options);
        TextTokens tokens = TextTokens.of(directory, text);
        StateDict state = model.state().withoutPrefix(TwoTowersModule.TEXT + ".");
        return new TorchTextEncoder(
                model.id(),
                text.outputDim(),
                tokens,
                load(new TextTowerModule(text), state, settled));
    }

    /**
     * Checks, before anything is loaded, that a model reads texts.
     *
     * @throws CheckpointException if it does not
     * @throws IOException if a file cannot be read
     */
    public static void requireTextTower(Path directory) throws IOException {
        TextTokens.of(directory, textTower(directory, ModelDirectory.configOf(directory))).close();
    }

    private static TextConfig textTower(Path directory, ModelConfig config) {
        TextConfig text =
                config instanceof EncoderConfig encoder ? encoder.architecture().text() : null;
        if (text == null) {
            throw new CheckpointException(
                    directory,
                    "the model reads no texts: use a CLIP or a SigLIP with its text tower");
        }
        return text;
    }

    /** Loads a pixel decoder; errors as in {@link #loadTokenizer}. */
    public static PixelDecoder loadDecoder(Path directory, InferenceOptions options)
            throws IOException {
        ModelDirectory model = ModelDirectory.openDecoder(directory);
        InferenceOptions settled = PrecisionChooser.ofThisMachine().settle(options);
        TorchModule module = load(model.config().network(), model.state(), settled);
        return new TorchPixelDecoder(model.id(), (DecoderConfig) model.config(), module);
    }

    private static TorchModule load(ScriptModule network, StateDict state, InferenceOptions options)
            throws IOException {
        ScriptArchive archive = InferenceArchives.of(network, state, options);
        return TorchModule.load(archive, new TorchDevice(options.device()));
    }

    /** Sets how many threads calls use on the CPU that the calling thread makes from now on. */
    public static void useThreads(int threads) {
        TorchThreads.ofThisThread(threads);
    }

    /**
     * Checks, before anything is loaded, that this machine has the device.
     *
     * @throws io.beitstream.model.DeviceException if it has not
     */
    public static void requireDevice(InferenceOptions options) {
        new TorchDevice(options.device()).requireAvailable();
    }
}
