package io.beitstream.model.inference;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.SelectedFeaturesModule;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.engine.TorchThreads;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;
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
        SelectedFeaturesModule network =
                new SelectedFeaturesModule(
                        new BeitFeatureModule(config.architecture(), config.normalization()),
                        config.architecture(),
                        selection);
        InferenceOptions settled = PrecisionChooser.ofThisMachine().settle(options);
        TorchModule module = load(network, SelectedFeaturesModule.state(model.state()), settled);
        return new TorchEncoder(model.id(), config, selection, settled.precision(), module);
    }

    private static TorchModule load(ScriptModule network, StateDict state, InferenceOptions options)
            throws IOException {
        ScriptArchive archive = InferenceArchives.of(network, state, options.precision());
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
