package io.beitstream.model;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.List;

/** Turns images into embeddings. Synchronous: a batch in, a batch out. Thread-safe. */
public interface Encoder extends AutoCloseable {
    ModelId id();

    /** What must be applied to a decoded image before it comes here. */
    Preprocessing preprocessing();

    /** Length D of an embedding. */
    int dimension();

    /**
     * How tokens become one vector: {@code mean} (norm of the mean patch token) or {@code cls}
     * (normed [CLS]).
     */
    String pooling();

    /**
     * The embedding of each image, {@code dimension()} floats, in the order of the images.
     *
     * @param images squares of side {@code preprocessing().crop()}
     * @throws IllegalArgumentException if the list is empty or an image has another size
     * @throws RuntimeException if the engine fails; nothing is returned for any image then
     */
    List<float[]> encode(List<RgbImage> images);

    @Override
    void close();
}
