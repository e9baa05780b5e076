package io.beitstream.model.engine;

import ai.djl.ndarray.NDArray;

/**
 * A tensor that a module has left on its device, for another call of it or of a module on another
 * device. Whoever asked for it closes it, at the latest before its module.
 */
public final class DeviceTensor implements AutoCloseable {
    private final NDArray array;

    DeviceTensor(NDArray array) {
        this.array = array;
    }

    NDArray array() {
        return array;
    }

    @Override
    public void close() {
        array.close();
    }
}
