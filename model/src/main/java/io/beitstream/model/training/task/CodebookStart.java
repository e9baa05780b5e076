package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.file.FloatRows;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.vqkd.SphericalKMeans;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The codes that a tokenizer starts with: k-means over the untrained encoder's outputs (reference
 * section 3.5). The outputs are kept in a scratch file, and each iteration goes through it in parts
 * of 64 MiB of products: memory does not depend on how many there are.
 */
final class CodebookStart {
    private static final int ITERATIONS = 10;
    private static final int IMAGES_AT_ONCE = 32;
    private static final int PRODUCTS_AT_ONCE = 1 << 24;
    private static final String USAGE = "quantize.cluster_size";
    private static final String CODEBOOK = "quantize.embedding.";

    private final TrainingConfig config;
    private final TaskConfig.Tokenizer task;
    private final String device;
    private final int codes;
    private final int width;
    private final int rowsAtOnce;

    CodebookStart(TrainingConfig config, TaskConfig.Tokenizer task, String device) {
        this(config, task, device, PRODUCTS_AT_ONCE);
    }

    /**
     * @param productsAtOnce of an output with a code
     */
    CodebookStart(
            TrainingConfig config, TaskConfig.Tokenizer task, String device, int productsAtOnce) {
        this.config = config;
        this.task = task;
        this.device = device;
        this.codes = task.architecture().codebookSize();
        this.width = task.architecture().codeDim();
        this.rowsAtOnce = Math.max(1, productsAtOnce / codes);
    }

    /** The quantizer's state under the network's names. */
    Map<String, HostTensor> codes(StateDict untrained, Iterable<TrainingSample> samples)
            throws IOException {
        try (FloatRows rows = new FloatRows(width)) {
            addOutputs(untrained, samples, rows);
            HostTensor means = draw(rows);
            HostTensor bins = HostTensor.ofLongs(new long[codes], codes);
            try (TorchModule kmeans = load(new SphericalKMeans(), new StateDict(Map.of()))) {
                for (int i = 0; i < ITERATIONS; i++) {
                    StateDict assigned = assign(kmeans, rows, means);
                    bins = assigned.get("bins");
                    means =
                            new StateDict(
                                            kmeans.call(
                                                    "move",
                                                    List.of(means, assigned.get("sums"), bins)))
                                    .get(TorchModule.RESULT);
                }
            }
            return Map.of(
                    USAGE,
                    HostTensor.ofFloats(equalShares(), codes),
                    VqkdTokenizerModule.CODES,
                    means,
                    CODEBOOK + "cluster_size",
                    HostTensor.ofFloats(bins.toFloats(), codes),
                    CODEBOOK + "embed_avg",
                    HostTensor.ofFloats(new float[codes * width], codes, width));
        }
    }

    private void addOutputs(StateDict untrained, Iterable<TrainingSample> samples, FloatRows rows)
            throws IOException {
        try (TorchModule encoder = load(config.network(), untrained)) {
            List<RgbImage> views = new ArrayList<>();
            for (TrainingSample sample : samples) {
                views.add(sample.view());
                if (views.size() == IMAGES_AT_ONCE) {
                    rows.add(outputs(encoder, views));
                    views.clear();
                }
            }
            if (!views.isEmpty()) {
                rows.add(outputs(encoder, views));
            }
        }
    }

    private float[] outputs(TorchModule encoder, List<RgbImage> views) {
        HostTensor images = PixelBatch.of(views, task.architecture().imgSize());
        Map<String, HostTensor> outputs = encoder.call("quantizer_input", List.of(images));
        return outputs.values().iterator().next().toFloats();
    }

    /** The sums and the sizes of the clusters of all rows. */
    private StateDict assign(TorchModule kmeans, FloatRows rows, HostTensor means)
            throws IOException {
        StateDict assigned =
                new StateDict(
                        Map.of(
                                "sums",
                                HostTensor.ofFloats(new float[codes * width], codes, width),
                                "bins",
                                HostTensor.ofLongs(new long[codes], codes)));
        ByteBuffer buffer = rows.buffer(Math.min(rowsAtOnce, rows.count()));
        for (int first = 0; first < rows.count(); first += rowsAtOnce) {
            int count = Math.min(rowsAtOnce, rows.count() - first);
            rows.read(first, count, buffer.clear());
            HostTensor part = HostTensor.of(DType.FLOAT32, buffer.flip(), count, width);
            assigned =
                    new StateDict(
                            kmeans.call(
                                    "assign",
                                    List.of(
                                            part,
                                            means,
                                            assigned.get("sums"),
                                            assigned.get("bins"))));
        }
        return assigned;
    }

    /** Rows drawn without replacement; with it only if there are too few. */
    private HostTensor draw(FloatRows rows) throws IOException {
        SplittableRandom random = Seeds.random(config.seed(), Seeds.CLUSTERS, 0, 0);
        Map<Integer, Integer> swapped = new HashMap<>(); // all other rows are in their places
        ByteBuffer centres = rows.buffer(codes);
        for (int k = 0; k < codes; k++) {
            int from = k % rows.count();
            int chosen = from + random.nextInt(rows.count() - from);
            int row = swapped.getOrDefault(chosen, chosen);
            swapped.put(chosen, swapped.getOrDefault(from, from));
            swapped.put(from, row);
            rows.read(row, 1, centres);
        }
        return HostTensor.of(DType.FLOAT32, centres.flip(), codes, width);
    }

    /**
     * Every code starts as used as the others, so that none is revived before it had its chance.
     */
    private float[] equalShares() {
        int side = task.architecture().gridSide();
        int rowsPerStep = config.batchSize() * side * side;
        float[] shares = new float[codes];
        Arrays.fill(shares, (float) rowsPerStep / codes);
        return shares;
    }

    private TorchModule load(ScriptModule module, StateDict state) throws IOException {
        InferenceOptions options =
                PrecisionChooser.ofThisMachine()
                        .settleForTraining(new InferenceOptions(device, config.precision()));
        ScriptArchive archive = InferenceArchives.of(module, state, options);
        return TorchModule.load(archive, new TorchDevice(device));
    }
}
