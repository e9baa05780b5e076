package io.beitstream.model.inference;

import io.beitstream.model.DeviceException;
import io.beitstream.model.engine.TorchDevice;

/** The GPUs of this machine, as libtorch sees them. */
public final class Gpus {
    /** Any GPU: which one is decided where the network is to run. */
    public static final String ANY = "gpu";

    private Gpus() {}

    /** How many there are; 0 with libtorch's CPU build. Loads libtorch. */
    public static int count() {
        return TorchDevice.gpus();
    }

    /** The name of a GPU by its index. */
    public static String name(int index) {
        return ANY + ":" + index;
    }

    public static boolean isGpu(String device) {
        return device.equals(ANY) || device.startsWith(ANY + ":");
    }

    /**
     * The one name of a device; for any GPU, where nobody has chosen one, that of the first.
     *
     * @param device {@code cpu}, {@code gpu} or {@code gpu:N}
     */
    public static String canonical(String device) {
        return device.equals(ANY) ? name(0) : device;
    }

    /**
     * Bytes of a GPU's memory that are in use, by all processes on it. libtorch keeps what it once
     * took, so this is also the most that it has needed.
     *
     * @param device {@code gpu} or {@code gpu:N}
     * @throws RuntimeException if CUDA does not say
     */
    public static long usedBytes(String device) {
        return new TorchDevice(device).usedBytes();
    }

    /**
     * What to tell somebody who asked for a GPU that is not there.
     *
     * @param count of those that are
     */
    public static DeviceException unavailable(String device, int count) {
        return TorchDevice.unavailable(device, count);
    }
}
