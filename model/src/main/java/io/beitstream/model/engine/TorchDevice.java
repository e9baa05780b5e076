package io.beitstream.model.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import io.beitstream.model.DeviceException;
import io.beitstream.model.DeviceException.Kind;

/** A device by name: {@code cpu}, {@code gpu} (the first) or {@code gpu:N}. */
public record TorchDevice(String name) {
    public static final TorchDevice CPU = new TorchDevice("cpu");

    /** The release of the library, such as 2.7.1. */
    public static String libtorchVersion() {
        return Engine.getEngine("PyTorch").getVersion();
    }

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
        int count = gpus();
        if (index >= count) {
            throw unavailable(name, count);
        }
        return Device.gpu(index);
    }

    /** How many GPUs libtorch sees. */
    public static int gpus() {
        return Engine.getEngine("PyTorch").getGpuCount();
    }

    /** Bytes in use on a GPU, by all processes. */
    public long usedBytes() {
        return CudaUtils.getGpuMemory(resolve()).getUsed();
    }

    /** What to tell who asked for a GPU that is not among those that libtorch sees. */
    public static DeviceException unavailable(String name, int count) {
        String remedy =
                count == 0
                        ? "none: use --device cpu, or a CUDA build of libtorch"
                                + " (infra/gpu/README.md)"
                        : "%d, gpu:0 to gpu:%d: use --device gpu for any of them, or --device cpu"
                                .formatted(count, count - 1);
        return new DeviceException(
                Kind.UNAVAILABLE,
                "device %s was asked for, but of GPUs libtorch sees %s".formatted(name, remedy));
    }
}
