package io.beitstream.model.precision;

/** Tells how fast a device computes in each precision. */
@FunctionalInterface
public interface SpeedSource {
    /**
     * The speeds of a device.
     *
     * @param device {@code cpu}, {@code gpu} or {@code gpu:N}
     * @throws io.beitstream.model.DeviceException if it is not there
     */
    ProductSpeeds of(String device);
}
