package io.beitstream.model.precision;

import io.beitstream.model.Precision;
import java.util.List;
import java.util.Map;

/**
 * What the same matrix products take on a device, in each precision that it can compute in.
 *
 * @param seconds by precision; fp32 is among them
 */
public record ProductSpeeds(Map<Precision, Double> seconds) {
    /** What a precision must be faster by to be taken in place of a fuller one. */
    private static final double GAIN = 1.1;

    public ProductSpeeds {
        seconds = Map.copyOf(seconds);
        if (!seconds.containsKey(Precision.FP32)) {
            throw new IllegalArgumentException("there is no speed of fp32 to compare with");
        }
        if (!seconds.values().stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
            throw new IllegalArgumentException("no durations: " + seconds);
        }
    }

    /**
     * The fastest of some precisions; of two that are about as fast, the one named first.
     *
     * @param candidates fp32 first
     */
    public Precision fastest(List<Precision> candidates) {
        Precision best = Precision.FP32;
        for (Precision candidate : candidates) {
            Double taken = seconds.get(candidate);
            if (taken != null && taken * GAIN <= time(best)) {
                best = candidate;
            }
        }
        return best;
    }

    /** How many times as long as in fp32 a product takes; infinite where it cannot be computed. */
    public double slowdown(Precision precision) {
        Double taken = seconds.get(precision);
        return taken == null ? Double.POSITIVE_INFINITY : taken / time(Precision.FP32);
    }

    private double time(Precision precision) {
        return seconds.getOrDefault(precision, Double.POSITIVE_INFINITY);
    }
}
