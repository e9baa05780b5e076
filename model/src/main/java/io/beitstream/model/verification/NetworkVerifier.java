package io.beitstream.model.verification;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.conversion.ImportOptions.Target;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.SphericalKMeans;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a network on the reference's inputs and compares every {@code eval.*} output.
 *
 * @param type of matrix products
 */
record NetworkVerifier(DType type) {
    /** Outputs and losses: |a - b| <= 1e-4 + 1e-4 |b|. */
    private static final double TOLERANCE = 1e-4;

    private static final String LARGER_INPUT = "_bigger";

    List<Comparison> verifyTokenizer(ReferenceFile reference) throws IOException {
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

    List<Comparison> verifyFeatures(ReferenceFile reference) throws IOException {
        BeitFeatureModule network =
                new BeitFeatureModule(
                        reference.config(BeitConfig.class), PixelNormalization.Statistics.IMAGENET);
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

    List<Comparison> verifyPretraining(ReferenceFile reference) throws IOException {
        BeitPretrainingModule network =
                new BeitPretrainingModule(reference.config(PretrainingConfig.class));
        try (TorchModule module = load(network, reference.weights())) {
            List<HostTensor> inputs =
                    List.of(
                            reference.input("image"),
                            reference.input("mask"),
                            reference.input("codes"));
            return compare(module.call("inspect", inputs), reference);
        }
    }

    /** A teacher, whose weights are read as those of any encoder are. */
    List<Comparison> verifyTeacher(ReferenceFile reference) throws IOException {
        TeacherSizes sizes = reference.config(TeacherSizes.class);
        ImportOptions options = new ImportOptions(Target.AUTO, null, 0, 0, sizes.numHeads(), 0);
        ConvertedModel model = CheckpointImporter.convert(reference.weights(), options);
        EncoderConfig config = (EncoderConfig) model.config();
        EncoderInspection network =
                new EncoderInspection(config.imageTower(), config.architecture());
        HostTensor normalized =
                TeacherInput.normalized(reference.input("image_minus1_1"), config.normalization());
        StateDict state = EncoderInspection.state(config.imageState(model.state()));
        try (TorchModule module = load(network, state)) {
            Map<String, HostTensor> ours =
                    new LinkedHashMap<>(module.call(null, List.of(normalized)));
            ours.put("normalized", normalized);
            HostTensor pooled = ours.get("pooled");
            if (pooled != null) {
                ours.put("image_embedding", pooled);
            }
            return compare(ours, reference);
        }
    }

    /** What a teacher's reference says of itself and its weights do not. */
    record TeacherSizes(
            int imgSize, int patchSize, int embedDim, int depth, int numHeads, int outputDim) {}

    List<Comparison> verifyKMeans(ReferenceFile reference) throws IOException {
        KMeansSettings settings = reference.config(KMeansSettings.class);
        HostTensor samples = reference.input("samples");
        int width = Math.toIntExact(samples.shape()[1]);
        float[] first = Arrays.copyOf(samples.toFloats(), settings.clusters() * width);
        List<HostTensor> inputs =
                List.of(
                        samples,
                        HostTensor.ofFloats(first, settings.clusters(), width),
                        HostTensor.ofLongs(new long[] {settings.iterations()}));
        SphericalKMeans network = new SphericalKMeans();
        try (TorchModule module = load(network, new StateDict(Map.of()))) {
            StateDict expected = reference.tensors().withoutPrefix("output.");
            return Comparison.ofAll("output.", module.call(null, inputs), expected, TOLERANCE);
        }
    }

    /** What a k-means reference says of itself; the first samples are the initial means. */
    record KMeansSettings(int clusters, int iterations) {}

    private TorchModule load(ScriptModule network, StateDict weights) throws IOException {
        return TorchModule.load(
                ScriptArchive.forInference(
                        network,
                        network.stateFrom(weights),
                        type,
                        InferenceArchives.kernels(TorchDevice.CPU.name(), type)),
                TorchDevice.CPU);
    }

    private static List<Comparison> compare(Map<String, HostTensor> ours, ReferenceFile reference) {
        return Comparison.ofAll("eval.", ours, reference.expectedOutputs(), TOLERANCE);
    }
}
