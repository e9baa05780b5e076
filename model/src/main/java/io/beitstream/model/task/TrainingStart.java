package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.data.Seeds;
import io.beitstream.model.decoder.PixelDecoderModule;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.TrainingStepModule;
import io.beitstream.model.training.WeightAverages;
import io.beitstream.model.vqkd.SphericalKMeans;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The weights that a run starts from: those of an earlier model, or random ones (reference section
 * 7) and, for a tokenizer, codes from k-means over the untrained encoder's outputs (section 3.5).
 * Made once and given to every trainer.
 */
public final class TrainingStart {
    private static final int ITERATIONS = 10;

    /** Rows for each code that k-means sees, if the first batch has not more. */
    private static final int ROWS_PER_CODE = 4;

    private static final int IMAGES_AT_ONCE = 32;
    private static final String USAGE = "quantize.cluster_size";
    private static final String CODEBOOK = "quantize.embedding.";

    private TrainingStart() {}

    /** How many samples the start needs, from the beginning of the order; 0 for none. */
    public static int samples(TrainingConfig config) {
        if (config.task() instanceof TaskConfig.Tokenizer task && clusters(config, task)) {
            VqkdConfig network = task.architecture();
            int patches = network.gridSide() * network.gridSide();
            int enough = ROWS_PER_CODE * network.codebookSize() / patches + 1;
            return Math.max(config.batchSize() * config.rounds().trainers(), enough);
        }
        return 0;
    }

    /** The codes of an earlier tokenizer come with it. */
    private static boolean clusters(TrainingConfig config, TaskConfig.Tokenizer task) {
        return task.kmeansInit() && !config.continues();
    }

    /** Makes the state of step 0. */
    public static TrainingState create(
            TrainingConfig config, List<TrainingSample> samples, String device) throws IOException {
        ScriptModule network = config.network();
        SplittableRandom random = Seeds.random(config.seed(), Seeds.NETWORK, -1, 0);
        Map<String, HostTensor> state = new LinkedHashMap<>(network.initialState(random).asMap());
        if (config.task() instanceof TaskConfig.Tokenizer task && clusters(config, task)) {
            state.putAll(codes(config, task, new StateDict(state), samples, device));
        }
        if (config.task() instanceof TaskConfig.Decoding task) {
            StateDict tokenizer = ModelDirectory.openTokenizer(Path.of(task.tokenizer())).state();
            state.put(PixelDecoderModule.CODES, tokenizer.get(VqkdTokenizerModule.CODES));
        }
        if (config.continues()) {
            state.putAll(earlier(config, network));
        }
        StateDict start = new StateDict(state);
        Map<String, HostTensor> named = new LinkedHashMap<>();
        network.namedSlots()
                .forEach(
                        (name, slot) -> {
                            if (slot.role() != Slot.Role.DERIVED) {
                                named.put(TrainingStepModule.PREFIX + name, start.get(name));
                            }
                        });
        named.putAll(WeightAverages.start(network, config.task().weightRules(), start));
        return new TrainingState(0, new StateDict(named));
    }

    private static Map<String, HostTensor> earlier(TrainingConfig config, ScriptModule network)
            throws IOException {
        Path directory = Path.of(config.initFrom());
        InitialWeights weights = InitialWeights.open(directory, config.task());
        if (!weights.model().id().toString().equals(config.initId())) {
            throw new IllegalArgumentException(
                    "%s is %s, and no longer %s: choose another --out, or bring it back"
                            .formatted(directory, weights.model().id(), config.initId()));
        }
        return weights.of(network, config.task());
    }

    private static Map<String, HostTensor> codes(
            TrainingConfig config,
            TaskConfig.Tokenizer task,
            StateDict state,
            List<TrainingSample> samples,
            String device)
            throws IOException {
        int codes = task.architecture().codebookSize();
        int width = task.architecture().codeDim();
        float[] rows = encoderOutputs(config, task, state, samples, device);
        int count = rows.length / width;
        float[] centres = draw(rows, count, codes, width, config.seed());
        try (TorchModule kmeans =
                load(new SphericalKMeans(), new StateDict(Map.of()), config, device)) {
            Map<String, HostTensor> result =
                    kmeans.call(
                            null,
                            List.of(
                                    HostTensor.ofFloats(rows, count, width),
                                    HostTensor.ofFloats(centres, codes, width),
                                    HostTensor.ofScalar(ITERATIONS)));
            StateDict found = new StateDict(result);
            return Map.of(
                    USAGE,
                    HostTensor.ofFloats(equalShares(config, rowsPerStep(config, task)), codes),
                    VqkdTokenizerModule.CODES,
                    found.get("means"),
                    CODEBOOK + "cluster_size",
                    HostTensor.ofFloats(found.get("bins").toFloats(), codes),
                    CODEBOOK + "embed_avg",
                    HostTensor.ofFloats(new float[codes * width], codes, width));
        }
    }

    /** Rows that the quantizer sees at once. */
    private static int rowsPerStep(TrainingConfig config, TaskConfig.Tokenizer task) {
        int side = task.architecture().gridSide();
        return config.batchSize() * side * side;
    }

    /**
     * Every code starts as used as the others, so that none is revived before it had its chance.
     */
    private static float[] equalShares(TrainingConfig config, int rows) {
        float[] shares = new float[config.task().codes()];
        Arrays.fill(shares, (float) rows / shares.length);
        return shares;
    }

    private static float[] encoderOutputs(
            TrainingConfig config,
            TaskConfig.Tokenizer task,
            StateDict state,
            List<TrainingSample> samples,
            String device)
            throws IOException {
        int size = task.architecture().imgSize();
        List<float[]> parts = new ArrayList<>();
        int total = 0;
        try (TorchModule encoder = load(config.network(), state, config, device)) {
            for (int i = 0; i < samples.size(); i += IMAGES_AT_ONCE) {
                int end = Math.min(samples.size(), i + IMAGES_AT_ONCE);
                List<RgbImage> views =
                        samples.subList(i, end).stream().map(TrainingSample::view).toList();
                Map<String, HostTensor> outputs =
                        encoder.call("quantizer_input", List.of(PixelBatch.of(views, size)));
                float[] part = outputs.values().iterator().next().toFloats();
                parts.add(part);
                total += part.length;
            }
        }
        float[] rows = new float[total];
        int filled = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, rows, filled, part.length);
            filled += part.length;
        }
        return rows;
    }

    /** Rows drawn without replacement; with it only if there are too few. */
    private static float[] draw(float[] rows, int count, int codes, int width, long seed) {
        SplittableRandom random = Seeds.random(seed, Seeds.CLUSTERS, 0, 0);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        float[] centres = new float[codes * width];
        for (int k = 0; k < codes; k++) {
            int from = k % count;
            int chosen = from + random.nextInt(count - from);
            int row = order[chosen];
            order[chosen] = order[from];
            order[from] = row;
            System.arraycopy(rows, row * width, centres, k * width, width);
        }
        return centres;
    }

    private static TorchModule load(
            ScriptModule module, StateDict state, TrainingConfig config, String device)
            throws IOException {
        InferenceOptions options =
                PrecisionChooser.ofThisMachine()
                        .settleForTraining(new InferenceOptions(device, config.precision()));
        ScriptArchive archive = InferenceArchives.of(module, state, options);
        return TorchModule.load(archive, new TorchDevice(device));
    }
}
