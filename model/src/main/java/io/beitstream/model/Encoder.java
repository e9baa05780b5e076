package io.beitstream.model;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.List;

/** Turns images into embeddings. Synchronous: a batch in, a batch out. Thread-safe. */
public interface Encoder extends AutoCloseable {
    ModelId id();

    /** What its matrix products run in; never auto. */
    Precision precision();

    /** What must be applied to a decoded image before it comes here. */
    Preprocessing preprocessing();

    /** Patches along one side of the image. */
    int gridSide();

    /** Length of an embedding's vector. */
    int dimension();

    /** What {@link #encode} gives of all that the network computes. */
    FeatureSelection selection();

    /**
     * The selected features of each image, in the order of the images; vectors of {@code
     * dimension()} floats.
     *
     * @param images squares of side {@code preprocessing().crop()}
     * @throws IllegalArgumentException if the list is empty or an image has another size
     * @throws RuntimeException if the engine fails; nothing is returned for any image then
     */
    List<Embedding> encode(List<RgbImage> images);

    @Override
    void close();
}
