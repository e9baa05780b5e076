package io.beitstream.model.verification;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a network in fp32 on the reference's inputs and compares every {@code eval.*} output. */
final class NetworkVerifier {
    /** Outputs and losses: |a - b| <= 1e-4 + 1e-4 |b|. */
    private static final double TOLERANCE = 1e-4;

    private static final String LARGER_INPUT = "_bigger";

    private NetworkVerifier() {}

    static List<Comparison> verifyTokenizer(ReferenceFile reference) throws IOException {
        VqkdTokenizerModule network = new VqkdTokenizerModule(reference.config(VqkdConfig.class));
        try (TorchModule module = load(network, reference.weights())) {
            Map<String, HostTensor> ours =
                    new LinkedHashMap<>(module.call("inspect", List.of(reference.input("image"))));
            HostTensor reconstruction = ours.get("reconstruction");
            if (reconstruction != null && reference.has("input.teacher_target")) {
                List<HostTensor> pair = List.of(reconstruction, reference.input("teacher_target"));
                ours.put(
                        "reconstruction_loss",
                        module.call("distillation_loss", pair).get(TorchModule.RESULT));
            }
            return compare(ours, reference);
        }
    }

    static List<Comparison> verifyFeatures(ReferenceFile reference) throws IOException {
        BeitFeatureModule network =
                new BeitFeatureModule(
                        reference.config(BeitConfig.class),
                        BeitFeatureModule.Normalization.IMAGENET);
        try (TorchModule module = load(network, reference.weights())) {
            Map<String, HostTensor> ours =
                    new LinkedHashMap<>(module.call("inspect", List.of(reference.input("image"))));
            if (reference.has("input.image" + LARGER_INPUT)) {
                module.call("inspect", List.of(reference.input("image" + LARGER_INPUT)))
                        .forEach((name, value) -> ours.put(name + LARGER_INPUT, value));
            }
            return compare(ours, reference);
        }
    }

    private static TorchModule load(ScriptModule network, StateDict weights) throws IOException {
        return TorchModule.load(
                ScriptArchive.forInference(network, network.stateFrom(weights), DType.FLOAT32),
                TorchDevice.CPU);
    }

    private static List<Comparison> compare(Map<String, HostTensor> ours, ReferenceFile reference) {
        List<Comparison> comparisons = new ArrayList<>();
        reference
                .expectedOutputs()
                .asMap()
                .forEach(
                        (name, expected) ->
                                comparisons.add(
                                        Comparison.of(
                                                "eval." + name,
                                                ours.get(name),
                                                expected,
                                                TOLERANCE)));
        return comparisons;
    }
}
