package io.beitstream.model.verification;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports a model directory of timm or Hugging Face and compares its outputs with {@code
 * expected.safetensors}.
 */
final class DirectoryVerifier {
    static final String EXPECTED = "expected.safetensors";
    private static final double TOLERANCE = 1e-4;

    private DirectoryVerifier() {}

    static List<Comparison> verify(Path directory, DType type) throws IOException {
        ReferenceFile file = ReferenceFile.read(directory.resolve(EXPECTED));
        ConvertedModel model = CheckpointImporter.convert(directory, ImportOptions.AUTO, Map.of());
        if (file.has("input.images")) {
            return new EncoderVerifier(directory, file, type).verify(model);
        }
        StateDict reference = file.tensors();
        EncoderConfig config = (EncoderConfig) model.config();
        BeitConfig architecture = (BeitConfig) config.architecture();
        ScriptArchive archive =
                ScriptArchive.forInference(
                        config.network(),
                        model.state(),
                        type,
                        InferenceArchives.kernels(TorchDevice.CPU.name(), type));
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            Map<String, HostTensor> ours =
                    new LinkedHashMap<>(
                            module.call("inspect", List.of(reference.get("input.image"))));
            // What the libraries call all tokens or the last hidden state is, with mean pooling,
            // the residual
            // stream: their final norm comes after the mean.
            HostTensor last = ours.get("block_output." + (architecture.depth() - 1));
            if (last != null) {
                ours.put("last_hidden_state", last);
                if (architecture.meanPooling()) {
                    ours.put("all_tokens", last);
                }
            }
            return Comparison.ofAll("eval.", ours, reference.withoutPrefix("eval."), TOLERANCE);
        }
    }
}
