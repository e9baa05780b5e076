package io.beitstream.model.verification;

import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.TwoTowersModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares an encoder of another library with its {@code eval.*} outputs for {@code input.images},
 * and {@code eval2.*} for {@code input2.images}, both uint8 {@code (B, H, W, 3)}; of one that reads
 * texts also the tokens and vectors of these.
 *
 * @param type of matrix products
 */
record EncoderVerifier(Path directory, ReferenceFile reference, DType type) {
    private static final double TOLERANCE = 1e-4;

    List<Comparison> verify(ConvertedModel model) throws IOException {
        EncoderConfig config = (EncoderConfig) model.config();
        EncoderArchitecture sizes = config.architecture();
        List<Comparison> comparisons = new ArrayList<>();
        Map<String, HostTensor> ours = new LinkedHashMap<>();
        StateDict tower = EncoderInspection.state(config.imageState(model.state()));
        try (TorchModule module = load(new EncoderInspection(config.imageTower(), sizes), tower)) {
            for (String round : List.of("", "2")) {
                if (reference.has("input" + round + ".images")) {
                    HostTensor images = reference.tensors().get("input" + round + ".images");
                    Map<String, HostTensor> outputs =
                            outputs(module.call("of_pixels", List.of(images)), sizes);
                    if (round.isEmpty()) {
                        ours.putAll(outputs);
                    } else {
                        comparisons.addAll(compare("eval2.", outputs));
                    }
                }
            }
        }
        if (sizes.text() != null && reference.has("eval.text_embedding")) {
            TextVerifier texts = new TextVerifier(directory, reference, sizes.text());
            comparisons.addAll(texts.verifyTokens());
            StateDict text = model.state().withoutPrefix(TwoTowersModule.TEXT + ".");
            try (TorchModule module = load(texts.network(), text)) {
                texts.addOutputs(module, model.state(), ours);
            }
        }
        comparisons.addAll(0, compare("eval.", ours));
        return comparisons;
    }

    private TorchModule load(io.beitstream.model.script.ScriptModule network, StateDict state)
            throws IOException {
        return TorchModule.load(
                ScriptArchive.forInference(
                        network,
                        network.stateFrom(state),
                        type,
                        InferenceArchives.kernels(TorchDevice.CPU.name(), type)),
                TorchDevice.CPU);
    }

    /** What the libraries call an embedding: of unit length, where texts have one too. */
    private static Map<String, HostTensor> outputs(
            Map<String, HostTensor> outputs, EncoderArchitecture sizes) {
        Map<String, HostTensor> named = new LinkedHashMap<>(outputs);
        HostTensor pooled = outputs.get("pooled");
        if (pooled != null) {
            named.put("image_projection", pooled);
            named.put(
                    "image_embedding",
                    sizes.imagePrefix().isEmpty() ? pooled : TextVerifier.unit(pooled));
        }
        return named;
    }

    private List<Comparison> compare(String prefix, Map<String, HostTensor> ours) {
        return Comparison.ofAll(prefix, ours, reference.tensors().withoutPrefix(prefix), TOLERANCE);
    }
}
