package io.beitstream.jobs.device;

/** Tells which device is meant by the name that a user gave. */
@FunctionalInterface
public interface Placement {
    /** Every name means itself. */
    Placement AS_NAMED = wanted -> wanted;

    /**
     * The device to work on: {@code cpu} and {@code gpu:N} are themselves, {@code gpu} becomes a
     * {@code gpu:N}; the same one whenever it is asked.
     *
     * @throws io.beitstream.model.DeviceException if a GPU is wanted and none is there
     */
    String deviceFor(String wanted);
}
