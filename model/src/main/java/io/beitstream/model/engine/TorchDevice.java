package io.beitstream.model.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.beitstream.model.DeviceException;
import io.beitstream.model.DeviceException.Kind;

/** A device by name: {@code cpu}, {@code gpu} (the first) or {@code gpu:N}. */
public record TorchDevice(String name) {
    public static final TorchDevice CPU = new TorchDevice("cpu");

    public boolean isGpu() {
        return name.startsWith("gpu");
    }

    /**
     * Checks that the device is there.
     *
     * @throws DeviceException if it is not
     */
    public void requireAvailable() {
        if (isGpu()) {
            resolve();
        }
    }

    /**
     * The engine's handle.
     *
     * @throws DeviceException if a GPU was asked for that is not there; there is no silent fallback
     */
    Device resolve() {
        if (!isGpu()) {
            return Device.cpu();
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(4)) : 0;
        int count = Engine.getEngine("PyTorch").getGpuCount();
        if (index >= count) {
            throw new DeviceException(
                    Kind.UNAVAILABLE,
                    "device %s was asked for, but libtorch sees %d GPUs: use --device cpu, or install the CUDA build"
                            .formatted(name, count));
        }
        return Device.gpu(index);
    }
}
