package io.beitstream.model;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * The choice of an encoder's features (reference section 6.1).
 *
 * @param vector how the tokens of an image become one vector
 * @param normalize whether vectors are scaled to length 1
 * @param layers blocks, counted from 1, whose vectors are put one after the other; empty for the
 *     last alone. The model's final norm is applied to each
 * @param patches whether the normed patch tokens of the last block are wanted too
 * @param classes whether the class that the classifier finds is wanted too
 */
public record FeatureSelection(
        Vector vector, boolean normalize, List<Integer> layers, boolean patches, boolean classes)
        implements Serializable {
    /** What the model pools itself, of its last block, as it is. */
    public static final FeatureSelection DEFAULT =
            new FeatureSelection(Vector.POOLED, false, List.of(), false);

    /** A choice without classes. */
    public FeatureSelection(
            Vector vector, boolean normalize, List<Integer> layers, boolean patches) {
        this(vector, normalize, layers, patches, false);
    }

    /** The same with classes. */
    public FeatureSelection withClasses() {
        return new FeatureSelection(vector, normalize, layers, patches, true);
    }

    /** The kinds of vectors. */
    public enum Vector {
        /**
         * What the model was trained to pool: the norm of the mean patch token, or else the normed
         * [CLS].
         */
        POOLED,
        /** The normed [CLS]. */
        CLS,
        /** The mean of the normed patch tokens. */
        MEAN,
        /**
         * The means of the normed patch tokens in the four quarters of the image, one after the
         * other: upper left, upper right, lower left, lower right. Of an odd number of rows or
         * columns the middle one is of the first half.
         */
        QUADRANTS;

        /** The name in records and on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public FeatureSelection {
        layers = List.copyOf(layers);
        if (layers.stream().anyMatch(layer -> layer < 1)) {
            throw new IllegalArgumentException(
                    "layers are counted from 1, and " + layers + " goes below");
        }
    }

    /**
     * Checks the layers.
     *
     * @throws IllegalArgumentException if one is selected that a network of this depth does not
     *     have
     */
    public void requireDepth(int depth) {
        for (int layer : layers) {
            if (layer > depth) {
                throw new IllegalArgumentException(
                        "layer %d was selected, the network has %d".formatted(layer, depth));
            }
        }
    }

    /** Whether it is what the model gives unless it is asked for something else. */
    public boolean isTheModels() {
        return vector == Vector.POOLED && layers.isEmpty();
    }

    /** Vectors, one of each block, that are put one after the other. */
    public int parts() {
        return Math.max(1, layers.size());
    }
}
