package io.beitstream.model.evaluation;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which layers of a model compute in eight bits, and how the model then agrees with itself in fp32
 * on calibration images. An encoder's embeddings are compared, of a tokenizer the unit vectors that
 * choose the codes.
 *
 * @param inFp32 the layers that lose too much, and stay in fp32; in their order
 * @param cosine mean over all vectors
 * @param worstCosine of one vector
 * @param images that were compared
 */
public record Int8Selection(Set<String> inFp32, double cosine, double worstCosine, int images) {
    /** The mean cosine that a model in eight bits keeps, unless told otherwise. */
    public static final double DEFAULT_COSINE = 0.999;

    /** The layers that compute in eight bits. */
    public Predicate<String> layers() {
        return allBut(inFp32);
    }

    private static Predicate<String> allBut(Set<String> inFp32) {
        return InferenceArchives.IN_BLOCKS.and(layer -> !inFp32.contains(layer));
    }

    /**
     * Takes as many layers as agree. If all do not, the most harmful are left out, twice as many
     * each time, up to half of them; the cosine may still be less than asked for then.
     *
     * @param dataset calibration images
     * @param leastCosine mean cosine to be kept
     * @throws IllegalArgumentException if no calibration image can be decoded
     */
    public static Int8Selection of(ModelDirectory model, ImageDataset dataset, double leastCosine)
            throws IOException {
        Comparing comparing = new Comparing(model, dataset);
        Int8Selection all = comparing.without(Set.of());
        if (all.cosine() >= leastCosine) {
            return all;
        }
        List<String> mostHarmful = comparing.mostHarmfulFirst();
        Int8Selection some = all;
        int half = mostHarmful.size() / 2; // beyond that there is little to win
        for (int out = 1; out <= half && some.cosine() < leastCosine; out *= 2) {
            some = comparing.without(new TreeSet<>(mostHarmful.subList(0, out)));
        }
        return some;
    }

    private static final class Comparing {
        private final ScriptModule network;
        private final StateDict state;
        private final @Nullable String method; // null for forward
        private final List<HostTensor> batches = new ArrayList<>();
        private final List<float[]> reference = new ArrayList<>();
        private int images;

        Comparing(ModelDirectory model, ImageDataset dataset) throws IOException {
            ModelConfig config = model.config();
            network = config.network();
            state = model.state();
            method = config instanceof ModelConfig.TokenizerConfig ? "quantizer_input" : null;
            int size = config.preprocessing().crop();
            new DatasetReader(dataset, config.preprocessing())
                    .forEach(
                            batch -> {
                                batches.add(PixelBatch.of(batch.images(), size));
                                images += batch.images().size();
                            });
            if (images == 0) {
                throw new IllegalArgumentException("none of the calibration images can be decoded");
            }
            reference.addAll(outputs(layer -> false));
        }

        private List<float[]> outputs(Predicate<String> layers) throws IOException {
            List<float[]> outputs = new ArrayList<>();
            ScriptArchive archive = ScriptArchive.forInt8Inference(network, state, layers);
            try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
                for (HostTensor batch : batches) {
                    HostTensor rows = module.call(method, List.of(batch)).get(TorchModule.RESULT);
                    if (rows == null) {
                        throw new IllegalStateException("the network returned nothing");
                    }
                    int width = Math.toIntExact(rows.shape()[1]);
                    float[] values = rows.toFloats();
                    for (int from = 0; from < values.length; from += width) {
                        outputs.add(Arrays.copyOfRange(values, from, from + width));
                    }
                }
            }
            return outputs;
        }

        Int8Selection without(Set<String> inFp32) throws IOException {
            List<float[]> outputs = outputs(allBut(inFp32));
            double sum = 0;
            double worst = 1;
            for (int i = 0; i < outputs.size(); i++) {
                double cosine = Cosine.of(reference.get(i), outputs.get(i));
                sum += cosine;
                worst = Math.min(worst, cosine);
            }
            return new Int8Selection(inFp32, sum / outputs.size(), worst, images);
        }

        List<String> mostHarmfulFirst() throws IOException {
            List<String> layers =
                    ScriptArchive.forInt8Inference(network, state, InferenceArchives.IN_BLOCKS)
                            .int8Layers();
            Map<String, Double> alone = new HashMap<>();
            for (String layer : layers) {
                Set<String> others = new HashSet<>(layers);
                others.remove(layer);
                alone.put(layer, without(others).cosine());
            }
            List<String> sorted = new ArrayList<>(layers);
            sorted.sort(Comparator.comparingDouble(alone::get));
            return sorted;
        }
    }
}
