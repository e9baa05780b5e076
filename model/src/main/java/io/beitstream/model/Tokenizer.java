package io.beitstream.model;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.List;

/** Turns images into visual tokens. Synchronous: a batch in, a batch out. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
    ModelId id();

    /** What its matrix products run in; never auto. */
    Precision precision();

    /** What must be applied to a decoded image before it comes here. */
    Preprocessing preprocessing();

    int gridHeight();

    int gridWidth();

    /** Number of codes K; every code is in {@code 0 .. K - 1}. */
    int codebookSize();

    /**
     * The codes of each image, row-major, {@code gridHeight * gridWidth} of them, in the order of
     * the images. An image's codes do not depend on its neighbours in the batch.
     *
     * @param images squares of side {@code preprocessing().crop()}
     * @throws IllegalArgumentException if the list is empty or an image has another size
     * @throws RuntimeException if the engine fails; nothing is returned for any image then
     */
    List<int[]> tokenize(List<RgbImage> images);

    @Override
    void close();
}
