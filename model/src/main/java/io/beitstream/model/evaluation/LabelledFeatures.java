package io.beitstream.model.evaluation;

import java.util.List;

/**
 * Features of labelled images.
 *
 * @param dimension of a feature
 * @param values row by row, {@code labels.size() * dimension}
 */
public record LabelledFeatures(int dimension, float[] values, List<String> labels) {
    public LabelledFeatures {
        if (values.length != (long) dimension * labels.size()) {
            throw new IllegalArgumentException("features and labels do not match");
        }
    }

    /** The number of images. */
    public int size() {
        return labels.size();
    }
}
