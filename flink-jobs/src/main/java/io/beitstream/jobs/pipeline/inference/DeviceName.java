package io.beitstream.jobs.pipeline.inference;

/** The names of devices: {@code cpu}, {@code gpu} (any) and {@code gpu:N}. */
public final class DeviceName {
    /** Any GPU: which one is decided where the network is to run. */
    public static final String ANY_GPU = "gpu";

    private static final String FIRST_GPU = "gpu:0";

    private DeviceName() {}

    /** The one name of a device; for any GPU, where nobody has decided, that of the first. */
    public static String canonical(String name) {
        return name.equals(ANY_GPU) ? FIRST_GPU : name;
    }

    public static boolean isGpu(String name) {
        return name.equals(ANY_GPU) || name.startsWith("gpu:");
    }
}
