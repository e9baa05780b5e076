package io.beitstream.model.training.data;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The index of a dataset on disk, so that a large one is walked once and every trainer of a run
 * counts the same samples.
 */
public final class IndexFile {
    private IndexFile() {}

    /** Writes an index; the file appears complete or not at all. */
    public static void write(Path file, ImageDataset dataset) throws IOException {
        Publication.write(file, dataset::copyIndexTo);
    }

    /**
     * Opens an index, which stays open until the dataset is closed.
     *
     * @throws IOException if it is none, cut short, or of an earlier version
     */
    public static ImageDataset read(Path file) throws IOException {
        return new ImageDataset(SampleIndex.open(file));
    }
}
