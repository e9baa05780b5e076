package io.beitstream.model.data;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The classes of a labelled dataset, in the order of their names. */
public final class ClassNames {
    private ClassNames() {}

    /**
     * The classes.
     *
     * @throws IllegalArgumentException if an image has none, or all have the same
     */
    public static List<String> of(ImageDataset dataset) {
        SortedSet<String> names = new TreeSet<>();
        int without = 0;
        for (SampleLocation sample : dataset.locations()) {
            if (sample.label() == null) {
                without++;
            } else {
                names.add(sample.label());
            }
        }
        if (without > 0) {
            throw new IllegalArgumentException(
                    "%d of %d images have no class: put images into a folder for each class, or .cls entries into the shard"
                            .formatted(without, dataset.size()));
        }
        if (names.size() < 2) {
            throw new IllegalArgumentException(
                    "all images are of the class %s: a classifier needs two at least"
                            .formatted(names.first()));
        }
        return List.copyOf(names);
    }
}
