package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;

/** A network with its weights on a device. */
public interface LoadedNetwork<O> extends BatchedNetwork<RgbImage, O>, AutoCloseable {
    /**
     * Told once by each thread that will call it.
     *
     * @param threads that a call may use on the CPU; at least one
     */
    default void bindCaller(int threads) {}

    /** The id of the very weights that are loaded. */
    String modelId();

    /** What must be applied to a decoded image before it comes here. */
    Preprocessing preprocessing();

    /** A black square. */
    @Override
    default RgbImage knownGood() {
        int side = preprocessing().crop();
        return new RgbImage(side, side, new byte[side * side * RgbImage.CHANNELS]);
    }

    @Override
    void close();
}
