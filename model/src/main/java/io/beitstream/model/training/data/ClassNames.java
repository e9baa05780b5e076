package io.beitstream.model.training.data;

import java.util.List;

/** The classes of a labelled dataset, in the order of their names. */
public final class ClassNames {
    private ClassNames() {}

    /**
     * The classes.
     *
     * @throws IllegalArgumentException if an image has none, or all have the same
     */
    public static List<String> of(ImageDataset dataset) {
        if (dataset.unlabelled() > 0) {
            throw new IllegalArgumentException(
                    "%d of %d images have no class: put images into a folder for each class, or .cls entries into the shard"
                            .formatted(dataset.unlabelled(), dataset.size()));
        }
        List<String> names = dataset.classes().stream().sorted().toList();
        if (names.size() < 2) {
            throw new IllegalArgumentException(
                    "all images are of the class %s: a classifier needs two at least"
                            .formatted(names.get(0)));
        }
        return names;
    }
}
