package io.beitstream.model.whitening;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.tensor.StateDict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What makes the values of an encoder's vectors uncorrelated and of variance 1, and fewer if asked
 * for: {@code (x - mean) matrix}, onto the principal axes of vectors of images (Jegou and Chum,
 * 2012). A cosine of raw vectors mostly compares the few axes that vary most.
 */
public final class Whitening {
    private static final String MEAN = "mean";
    private static final String MATRIX = "matrix";
    private static final String VECTOR = "vector";
    private static final String LAYERS = "layers";

    private final FeatureSelection features;
    private final StateDict state;
    private final float[] mean;
    private final float[] matrix;
    private final int dimension;

    private Whitening(FeatureSelection features, StateDict state) {
        this.features = features;
        this.state = state;
        mean = state.get(MEAN).toFloats();
        matrix = state.get(MATRIX).toFloats();
        dimension = mean.length == 0 ? 0 : matrix.length / mean.length;
    }

    /**
     * Takes one from tensors {@code mean (d)} and {@code matrix (d, k)}.
     *
     * @param features whose vectors are whitened; only how they are pooled, and of which blocks
     * @throws IllegalArgumentException if the tensors have other names, shapes or values
     */
    public static Whitening of(FeatureSelection features, StateDict tensors) {
        long[] shape = tensors.get(MATRIX).shape();
        long[] centre = tensors.get(MEAN).shape();
        boolean fits =
                centre.length == 1
                        && shape.length == 2
                        && shape[0] == centre[0]
                        && shape[1] >= 1
                        && shape[1] <= shape[0];
        if (!fits) {
            throw new IllegalArgumentException(
                    "a whitening has a mean (d) and a matrix (d, k), k at most d, not %s and %s"
                            .formatted(Arrays.toString(centre), Arrays.toString(shape)));
        }
        StateDict known =
                new StateDict(Map.of(MEAN, tensors.get(MEAN), MATRIX, tensors.get(MATRIX)));
        Whitening whitening = new Whitening(features, known);
        for (float[] values : List.of(whitening.mean, whitening.matrix)) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "a whitening has values that are not finite");
                }
            }
        }
        return whitening;
    }

    /** Reads what {@link #state} and {@link #metadata} gave; errors as in {@link #of}. */
    public static Whitening read(StateDict tensors, Map<String, String> metadata) {
        String vector = metadata.getOrDefault(VECTOR, "").toUpperCase(Locale.ROOT);
        String layers = metadata.getOrDefault(LAYERS, "");
        List<Integer> blocks =
                layers.isEmpty()
                        ? List.of()
                        : Arrays.stream(layers.split(",")).map(Integer::valueOf).toList();
        return of(
                new FeatureSelection(FeatureSelection.Vector.valueOf(vector), false, blocks, false),
                tensors);
    }

    public StateDict state() {
        return state;
    }

    /** How the vectors are pooled, and of which blocks. */
    public Map<String, String> metadata() {
        return Map.of(
                VECTOR,
                features.vector().label(),
                LAYERS,
                features.layers().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** Whose vectors are whitened. */
    public FeatureSelection features() {
        return features;
    }

    /** The same with the patches and classes that are selected. */
    public FeatureSelection featuresOf(FeatureSelection selection) {
        return new FeatureSelection(
                features.vector(),
                false,
                features.layers(),
                selection.patches(),
                selection.classes());
    }

    /** Values of a vector that it takes. */
    public int inputs() {
        return mean.length;
    }

    /** Values of a vector that it gives. */
    public int dimension() {
        return dimension;
    }

    /** The whitened vector. */
    public float[] apply(float[] vector) {
        if (vector.length != mean.length) {
            throw new IllegalArgumentException(
                    "the whitening is of vectors of %d values, not %d"
                            .formatted(mean.length, vector.length));
        }
        float[] whitened = new float[dimension];
        for (int i = 0; i < vector.length; i++) {
            float value = vector[i] - mean[i];
            int row = i * dimension;
            for (int k = 0; k < dimension; k++) {
                whitened[k] += value * matrix[row + k];
            }
        }
        return whitened;
    }
}
