package io.beitstream.model.checkpoint;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.ModelId;
import io.beitstream.model.checkpoint.ModelConfig.DecoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.file.Publication;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.whitening.Whitening;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model on disk: {@code config.json} and {@code model.safetensors} (official key names; fp32, or
 * half precision to save space); of a model that reads texts {@code tokenizer.json} too, of an
 * encoder with whitened vectors {@code whitening.safetensors}. Nothing else in the directory is
 * looked at.
 */
public record ModelDirectory(Path path, ModelConfig config, ModelId id, StateDict state) {
    /** How texts are cut into tokens, as Hugging Face's tokenizers write it. */
    public static final String TEXT_TOKENIZER = "tokenizer.json";

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final ObjectMapper JSON = ConfigJson.MAPPER;

    /**
     * Opens a directory. The weights are mapped, not read, and checked against the architecture;
     * derived tensors are computed.
     *
     * @throws CheckpointException naming the file and the remedy
     * @throws IOException if a file cannot be read
     */
    public static ModelDirectory open(Path path) throws IOException {
        Path configFile = requireFile(path, CONFIG);
        Path weightsFile = requireFile(path, WEIGHTS);
        ModelConfig config = readConfig(configFile);
        StateDict weights = SafetensorsFile.read(weightsFile).tensors();
        try {
            StateDict state = config.network().stateFrom(weights);
            WhiteningFile whitening = WhiteningFile.in(path);
            String digest;
            if (config instanceof EncoderConfig encoder && whitening.isThere()) {
                whitening.requireFits(encoder.architecture());
                digest = WeightsDigest.of(weightsFile, whitening.path());
            } else {
                digest = WeightsDigest.of(weightsFile);
            }
            return new ModelDirectory(path, config, new ModelId(config.name(), digest), state);
        } catch (CheckpointException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(path, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens a directory that must hold a tokenizer.
     *
     * @throws CheckpointException if it holds something else
     */
    public static ModelDirectory openTokenizer(Path path) throws IOException {
        return requireKind(open(path), TokenizerConfig.class, "a tokenizer");
    }

    /**
     * Opens a directory that must hold an encoder.
     *
     * @throws CheckpointException if it holds something else
     */
    public static ModelDirectory openEncoder(Path path) throws IOException {
        return requireKind(open(path), EncoderConfig.class, "an encoder");
    }

    /**
     * Opens a directory that must hold a pixel decoder.
     *
     * @throws CheckpointException if it holds something else
     */
    public static ModelDirectory openDecoder(Path path) throws IOException {
        return requireKind(open(path), DecoderConfig.class, "a decoder");
    }

    /**
     * Writes a directory in fp32, the configuration last: what has one is complete.
     *
     * @throws IOException if a file cannot be written
     */
    public static ModelDirectory write(Path path, ModelConfig config, StateDict state)
            throws IOException {
        return write(path, config, state, DType.FLOAT32);
    }

    /**
     * Writes a directory with the weights in a floating-point type; otherwise as {@link
     * #write(Path, ModelConfig, StateDict)}.
     */
    public static ModelDirectory write(Path path, ModelConfig config, StateDict state, DType type)
            throws IOException {
        return write(path, config, state, type, List.of());
    }

    /**
     * The same with copies of files that belong beside the weights, such as {@link
     * #TEXT_TOKENIZER}.
     */
    public static ModelDirectory write(
            Path path, ModelConfig config, StateDict state, DType type, List<Path> companions)
            throws IOException {
        ScriptModule network = config.network();
        network.stateFrom(state); // refuses weights that do not fit
        Map<String, HostTensor> saved = new LinkedHashMap<>();
        network.savedState(state)
                .asMap()
                .forEach((name, tensor) -> saved.put(name, tensor.cast(type)));
        Files.createDirectories(path);
        Files.deleteIfExists(WhiteningFile.in(path).path()); // of a model that is no longer there
        for (Path file : companions) {
            Files.copy(file, path.resolve(file.getFileName()), REPLACE_EXISTING);
        }
        SafetensorsFile.write(path.resolve(WEIGHTS), new StateDict(saved), Map.of("format", "pt"));
        Publication.writeText(path.resolve(CONFIG), JSON.writeValueAsString(config) + "\n");
        return open(path);
    }

    /**
     * Reads all weights: a tokenizer computes codes of anything, also of what is not a number.
     *
     * @throws CheckpointException naming a tensor with a value that is not finite
     */
    public ModelDirectory requireFinite() {
        state.asMap()
                .forEach(
                        (name, tensor) -> {
                            if (tensor.type().isFloatingPoint() && !isFinite(tensor.toFloats())) {
                                throw new CheckpointException(
                                        path, "the weights of %s are not finite".formatted(name));
                            }
                        });
        return this;
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * How an encoder's vectors are whitened unless others than its own are selected; null if they
     * are not.
     *
     * @throws CheckpointException naming its file, if that is unusable
     * @throws IOException if its file cannot be read
     */
    public @Nullable Whitening whitening() throws IOException {
        WhiteningFile file = WhiteningFile.in(path);
        return config instanceof EncoderConfig && file.isThere() ? file.read() : null;
    }

    /**
     * Writes a copy of this encoder whose vectors are whitened; the weights stay as they are.
     *
     * @param fit where the whitening comes from, for the copy's provenance
     */
    public ModelDirectory whitened(Path directory, Whitening whitening, Map<String, String> fit)
            throws IOException {
        String copied = json(((EncoderConfig) config).withMore(fit));
        Files.createDirectories(directory);
        try (FileChannel weights = FileChannel.open(path.resolve(WEIGHTS))) {
            Publication.write(directory.resolve(WEIGHTS), copy -> Publication.copy(weights, copy));
        }
        WhiteningFile.in(directory).write(whitening);
        Publication.writeText(directory.resolve(CONFIG), copied + "\n");
        return open(directory);
    }

    /** The files that belong beside the weights. */
    public List<Path> companions() {
        return files(TEXT_TOKENIZER, WhiteningFile.NAME);
    }

    /** The file that cuts texts into tokens, if the model reads any. */
    public List<Path> textTokenizer() {
        return files(TEXT_TOKENIZER);
    }

    private List<Path> files(String... names) {
        return Stream.of(names).map(path::resolve).filter(Files::isRegularFile).toList();
    }

    /** The number of learned values. */
    public long parameters() {
        long count = 0;
        for (Map.Entry<String, Slot> entry : config.network().namedSlots().entrySet()) {
            if (entry.getValue().role() == Slot.Role.PARAMETER) {
                count += state.get(entry.getKey()).elements();
            }
        }
        return count;
    }

    /** The configuration as it stands in {@code config.json}. */
    public String configJson() {
        return json(config);
    }

    private static String json(ModelConfig config) {
        try {
            return JSON.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The configuration of the model in a directory, whose weights are not looked at.
     *
     * @throws CheckpointException naming the file and the remedy
     * @throws IOException if it cannot be read
     */
    public static ModelConfig configOf(Path path) throws IOException {
        return readConfig(requireFile(path, CONFIG));
    }

    private static Path requireFile(Path path, String name) {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    path,
                    "not a model directory, it has no %s: make one with 'beitstream init'"
                            .formatted(name));
        }
        return file;
    }

    private static ModelConfig readConfig(Path file) throws IOException {
        try {
            ModelConfig config = JSON.readValue(ConfigJson.text(file), ModelConfig.class);
            if (config.formatVersion() != ModelConfig.FORMAT_VERSION) {
                throw new CheckpointException(
                        file,
                        "format version %d is not known here, only %d"
                                .formatted(config.formatVersion(), ModelConfig.FORMAT_VERSION));
            }
            return config;
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "unusable: " + e.getOriginalMessage());
        }
    }

    private static ModelDirectory requireKind(
            ModelDirectory directory, Class<? extends ModelConfig> kind, String wanted) {
        if (!kind.isInstance(directory.config())) {
            throw new CheckpointException(directory.path(), "the model is not " + wanted);
        }
        return directory;
    }
}
