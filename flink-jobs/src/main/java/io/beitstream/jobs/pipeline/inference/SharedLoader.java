package io.beitstream.jobs.pipeline.inference;

import java.io.IOException;
import java.io.Serializable;

/**
 * Loads one network; equal loaders load equal networks, so that they can share one.
 *
 * @param <N> the kind of network
 */
public interface SharedLoader<N> extends Serializable {
    /**
     * Loads the network.
     *
     * @throws IOException if a file cannot be read now
     * @throws io.beitstream.model.DeviceException if the device cannot take it now
     * @throws RuntimeException if what is in the files is wrong, and stays so
     */
    N load() throws IOException;

    /** The device it runs on; networks on one device take turns. */
    String device();

    /** The same on another device; itself where devices make no difference. */
    default SharedLoader<N> on(String device) {
        return this;
    }
}
