package io.beitstream.model.conversion;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Writes models in the forms that others open. */
public final class ModelExporter {
    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "config.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelExporter() {}

    /**
     * A TorchScript archive for {@code torch.jit.load}: {@code forward} takes uint8 {@code (B, H,
     * W, 3)}.
     *
     * @param computeType of matrix products
     */
    public static void torchScript(ModelDirectory model, DType computeType, Path file)
            throws IOException {
        ScriptArchive.forInference(model.config().network(), model.state(), computeType)
                .write(file);
    }

    /**
     * The same with matrix products in eight bits.
     *
     * @param layers which modules compute in eight bits, by their dotted names
     */
    public static void torchScriptInInt8(ModelDirectory model, Predicate<String> layers, Path file)
            throws IOException {
        ScriptArchive.forInt8Inference(model.config().network(), model.state(), layers).write(file);
    }

    /**
     * One safetensors file with the official key names, derived tensors included.
     *
     * @param type of floating-point tensors
     */
    public static void safetensors(ModelDirectory model, DType type, Path file) throws IOException {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        model.state()
                .asMap()
                .forEach(
                        (name, tensor) ->
                                tensors.put(
                                        name,
                                        tensor.type().isFloatingPoint()
                                                ? tensor.cast(type)
                                                : tensor));
        SafetensorsFile.write(
                file,
                new StateDict(tensors),
                Map.of("format", "pt", "model", model.id().toString()));
    }

    /** A model directory with the weights in another type, such as half the size in fp16. */
    public static void modelDirectory(ModelDirectory model, DType type, Path directory)
            throws IOException {
        ModelDirectory.write(directory, model.config(), model.state(), type, model.companions());
    }

    /**
     * A directory for {@code timm.create_model("local-dir:...")}.
     *
     * @throws CheckpointException if timm has no such network
     */
    public static void timm(ModelDirectory model, Path directory) throws IOException {
        EncoderConfig config = encoder(model, "timm");
        if (config.family() != Family.BEIT) {
            throw new CheckpointException(
                    model.path(),
                    "only BEiT is written for timm: use --format huggingface for a "
                            + config.family().label());
        }
        Files.createDirectories(directory);
        SafetensorsFile.write(
                directory.resolve(WEIGHTS),
                model.config().network().savedState(model.state()),
                Map.of("format", "pt"));
        write(directory.resolve(CONFIG), LibraryConfigs.timm(config));
    }

    /**
     * A directory for {@code transformers}' {@code from_pretrained}.
     *
     * @throws CheckpointException if transformers has no such network
     */
    public static void huggingFace(ModelDirectory model, Path directory) throws IOException {
        EncoderConfig config = encoder(model, "Hugging Face");
        Files.createDirectories(directory);
        HuggingFaceExport export = HuggingFaceExport.of(config, model.state());
        for (Path file : model.textTokenizer()) {
            Files.copy(file, directory.resolve(file.getFileName()), REPLACE_EXISTING);
        }
        SafetensorsFile.write(directory.resolve(WEIGHTS), export.state(), Map.of("format", "pt"));
        write(directory.resolve(CONFIG), export.config());
        write(
                directory.resolve("preprocessor_config.json"),
                LibraryConfigs.huggingFacePreprocessor(config, export.processor()));
    }

    private static EncoderConfig encoder(ModelDirectory model, String library) {
        if (model.config() instanceof EncoderConfig config) {
            return config;
        }
        throw new CheckpointException(
                model.path(),
                library + " has feature models only: export an encoder, or use safetensors");
    }

    private static void write(Path file, ObjectNode json) throws IOException {
        Files.writeString(
                file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
}
