package io.beitstream.model;

import java.util.List;

/**
 * Turns texts into vectors that compare with those of the encoder it was trained with. Synchronous:
 * a batch in, a batch out. Thread-safe.
 */
public interface TextEncoder extends AutoCloseable {
    /** The model that both towers belong to. */
    ModelId id();

    /** Length of a vector: that of the image tower's pooled vector. */
    int dimension();

    /**
     * The vector of each text, in the order of the texts; what is longer than the network reads is
     * cut.
     *
     * @throws IllegalArgumentException if the list is empty
     * @throws RuntimeException if the engine fails; nothing is returned for any text then
     */
    List<float[]> encode(List<String> texts);

    @Override
    void close();
}
