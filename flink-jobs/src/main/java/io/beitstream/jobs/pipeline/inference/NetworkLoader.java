package io.beitstream.jobs.pipeline.inference;

import java.io.IOException;

/**
 * Loads one network of images. A parameter of jobs, so that tests bring networks of their own.
 *
 * @param <O> what the network computes of an image
 */
public interface NetworkLoader<O> extends SharedLoader<LoadedNetwork<O>> {
    /**
     * Checks what a few results do not show; reads all of the model.
     *
     * @throws IOException if a file cannot be read now
     * @throws IllegalArgumentException if something is wrong with the model
     */
    default void requireSound() throws IOException {}

    @Override
    default NetworkLoader<O> on(String device) {
        return this;
    }

    /** Where the model is. */
    default String location() {
        return "";
    }

    /**
     * A loader of another model, to be run in the same way.
     *
     * @param location as {@link #location} tells it
     */
    default NetworkLoader<O> from(String location) {
        throw new UnsupportedOperationException("this network is what it is");
    }
}
