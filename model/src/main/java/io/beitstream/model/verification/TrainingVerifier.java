package io.beitstream.model.verification;

import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.AdamW;
import io.beitstream.model.training.step.Loss;
import io.beitstream.model.training.step.TrainingStepModule;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs networks in training mode: losses, gradients, the moving codebook, optimiser steps. */
final class TrainingVerifier {
    private static final double TOLERANCE = 1e-4;
    private static final double GRADIENT_TOLERANCE = 1e-3;
    private static final AdamW NO_OPTIMIZER = new AdamW(0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY);

    private TrainingVerifier() {}

    /**
     * Two training forwards of a tokenizer, the second on the flipped images, with no optimiser
     * step between.
     */
    static List<Comparison> verifyTokenizer(ReferenceFile reference) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        if (!reference.has("train0.codes")) {
            return comparisons;
        }
        VqkdTokenizerModule network = new VqkdTokenizerModule(reference.config(VqkdConfig.class));
        HostTensor images = reference.input("image");
        HostTensor targets = reference.input("teacher_target");
        try (TorchModule module = load(network, reference.weights())) {
            compareForward(comparisons, module, images, targets, reference, "train0.");
            HostTensor flipped = flipHorizontally(images);
            compareForward(comparisons, module, flipped, targets, reference, "train1.");
        }
        StateDict gradients = reference.tensors().withoutPrefix("train0.grad.");
        compareGradients(
                comparisons,
                network,
                "losses",
                reference,
                List.of(images, targets),
                gradients,
                "train0.grad.");
        return comparisons;
    }

    private static void compareForward(
            List<Comparison> comparisons,
            TorchModule module,
            HostTensor images,
            HostTensor targets,
            ReferenceFile reference,
            String prefix) {
        Map<String, HostTensor> ours = new LinkedHashMap<>(module.call("inspect", List.of(images)));
        HostTensor reconstruction = ours.get("reconstruction");
        if (reconstruction != null) {
            ours.put(
                    "reconstruction_loss",
                    module.call("distillation_loss", List.of(reconstruction, targets))
                            .get(TorchModule.RESULT));
        }
        reference
                .tensors()
                .withoutPrefix(prefix)
                .asMap()
                .forEach(
                        (name, expected) -> {
                            if (!name.startsWith("grad.")) {
                                comparisons.add(
                                        Comparison.of(
                                                prefix + name,
                                                ours.get(name),
                                                expected,
                                                TOLERANCE));
                            }
                        });
    }

    /** Losses, gradients and optimiser steps of a pretraining model. */
    static List<Comparison> verifyPretraining(ReferenceFile reference) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        BeitPretrainingModule network =
                new BeitPretrainingModule(reference.config(PretrainingConfig.class));
        List<HostTensor> inputs =
                List.of(
                        reference.input("image"),
                        reference.input("mask"),
                        reference.input("codes"));
        StateDict gradients = reference.tensors().withoutPrefix("grad.");
        if (!gradients.names().isEmpty()) {
            compareGradients(comparisons, network, "losses", reference, inputs, gradients, "grad.");
        }
        if (reference.has("steps.loss")) {
            compareSteps(comparisons, network, reference, inputs);
        }
        return comparisons;
    }

    private static void compareGradients(
            List<Comparison> comparisons,
            ScriptModule network,
            String lossMethod,
            ReferenceFile reference,
            List<HostTensor> inputs,
            StateDict expected,
            String prefix)
            throws IOException {
        TrainingStepModule step =
                new TrainingStepModule(
                        network, Loss.of(lossMethod, inputs.size()), NO_OPTIMIZER, 1);
        try (TorchModule module = load(step, wrapped(step, network, reference.weights()))) {
            Map<String, HostTensor> ours = module.call("gradients", inputs);
            expected.asMap()
                    .forEach(
                            (name, gradient) ->
                                    comparisons.add(
                                            Comparison.ofGradient(
                                                    prefix + name,
                                                    ours.get(name),
                                                    gradient,
                                                    GRADIENT_TOLERANCE)));
        }
    }

    private static void compareSteps(
            List<Comparison> comparisons,
            ScriptModule network,
            ReferenceFile reference,
            List<HostTensor> inputs)
            throws IOException {
        OptimizerSettings settings = reference.metadata("optimizer", OptimizerSettings.class);
        TrainingStepModule step =
                new TrainingStepModule(
                        network, Loss.of("losses", inputs.size()), settings.adamW(), 1);
        int steps = settings.steps();
        float[] losses = new float[steps];
        float[] norms = new float[steps];
        try (TorchModule module = load(step, wrapped(step, network, reference.weights()))) {
            for (int i = 0; i < steps; i++) {
                List<HostTensor> arguments = new ArrayList<>(inputs);
                arguments.add(HostTensor.ofScalar(i + 1));
                arguments.add(HostTensor.ofScalar(settings.lr()));
                arguments.add(HostTensor.ofScalar(settings.weightDecay()));
                Map<String, HostTensor> result = module.call("step", arguments);
                losses[i] = first(result.get("loss"));
                norms[i] = first(result.get("grad_norm"));
            }
            Map<String, HostTensor> weights = module.call("weights", List.of());
            comparisons.add(ofSteps("steps.loss", losses, reference));
            comparisons.add(ofSteps("steps.grad_norm", norms, reference));
            String prefix = "steps.weights_after.";
            reference
                    .tensors()
                    .withoutPrefix(prefix)
                    .asMap()
                    .forEach(
                            (name, expected) -> {
                                if (expected.type().isFloatingPoint()) {
                                    comparisons.add(
                                            Comparison.of(
                                                    prefix + name,
                                                    weights.get(name),
                                                    expected,
                                                    TOLERANCE));
                                }
                            });
        }
    }

    private static Comparison ofSteps(String name, float[] ours, ReferenceFile reference) {
        return Comparison.of(
                name,
                HostTensor.ofFloats(ours, ours.length),
                reference.tensors().get(name),
                TOLERANCE);
    }

    private static float first(@Nullable HostTensor tensor) {
        return tensor == null ? Float.NaN : tensor.toFloats()[0];
    }

    /** The network's weights under the step's name for it, and fresh moments. */
    private static StateDict wrapped(
            TrainingStepModule step, ScriptModule network, StateDict weights) {
        StateDict fitted = network.stateFrom(weights);
        Map<String, HostTensor> state = new LinkedHashMap<>();
        step.namedSlots()
                .forEach(
                        (name, slot) -> {
                            String prefix = TrainingStepModule.PREFIX;
                            state.put(
                                    name,
                                    name.startsWith(prefix)
                                            ? fitted.get(name.substring(prefix.length()))
                                            : slot.initializer().create(slot.shape(), () -> 0));
                        });
        return new StateDict(state);
    }

    private static TorchModule load(ScriptModule module, StateDict state) throws IOException {
        StateDict fitted = module instanceof TrainingStepModule ? state : module.stateFrom(state);
        return TorchModule.load(
                ScriptArchive.forTraining(module, fitted, DType.FLOAT32), TorchDevice.CPU);
    }

    private static HostTensor flipHorizontally(HostTensor images) {
        long[] shape = images.shape();
        int width = Math.toIntExact(shape[shape.length - 1]);
        float[] in = images.toFloats();
        float[] out = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = in[i - i % width + width - 1 - i % width];
        }
        return HostTensor.ofFloats(out, shape);
    }

    /** What a reference file says of its optimiser. */
    record OptimizerSettings(
            double lr,
            double[] betas,
            double eps,
            double weightDecay,
            double clipGradNorm,
            int steps) {
        AdamW adamW() {
            double clip = clipGradNorm == 0 ? Double.POSITIVE_INFINITY : clipGradNorm;
            return new AdamW(betas[0], betas[1], eps, clip);
        }
    }
}
