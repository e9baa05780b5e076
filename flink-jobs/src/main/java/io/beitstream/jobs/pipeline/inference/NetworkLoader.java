package io.beitstream.jobs.pipeline.inference;

import java.io.IOException;
import java.io.Serializable;

/**
 * Loads one network; equal loaders load equal networks, so that they can share one. A parameter of
 * jobs, so that tests bring networks of their own.
 */
public interface NetworkLoader<O> extends Serializable {
    /**
     * Loads the network.
     *
     * @throws IOException if a file cannot be read now
     * @throws io.beitstream.model.DeviceException if the device cannot take it now
     * @throws RuntimeException if what is in the files is wrong, and stays so
     */
    LoadedNetwork<O> load() throws IOException;

    /**
     * Checks what a few results do not show; reads all of the model.
     *
     * @throws IOException if a file cannot be read now
     * @throws IllegalArgumentException if something is wrong with the model
     */
    default void requireSound() throws IOException {}

    /** The device it runs on; networks on one device take turns. */
    String device();

    /** The same on another device; itself where devices make no difference. */
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
