package io.beitstream.model.evaluation;

import java.util.List;
import java.util.TreeSet;

/** The classes of a training set, numbered in the order of their names. */
record Classes(List<String> names) {
    static Classes of(LabelledFeatures train) {
        return new Classes(List.copyOf(new TreeSet<>(train.labels())));
    }

    int count() {
        return names.size();
    }

    /** The numbers of labels; -1 for one that the training set does not have. */
    long[] numbers(List<String> labels) {
        return labels.stream().mapToLong(names::indexOf).toArray();
    }

    /** The share of predictions that are right. */
    static double accuracy(long[] predicted, long[] expected) {
        int right = 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == expected[i] ? 1 : 0;
        }
        return (double) right / predicted.length;
    }
}
