package io.beitstream.model.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The classes of a training set, numbered in the order of their names. */
record Classes(Map<String, Integer> numbers) {
    static Classes of(LabelledFeatures train) {
        Map<String, Integer> numbers = new HashMap<>();
        train.labels().stream().sorted().forEach(name -> numbers.put(name, numbers.size()));
        return new Classes(numbers);
    }

    int count() {
        return numbers.size();
    }

    /** The numbers of labels; -1 for one that the training set does not have. */
    long[] of(List<String> labels) {
        return labels.stream().mapToLong(label -> numbers.getOrDefault(label, -1)).toArray();
    }
}
