package io.beitstream.model.verification;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reference tensor beside ours.
 *
 * @param maxAbsolute largest |a - b|; NaN if there is nothing to compare
 * @param maxRelative largest |a - b| / |b| over elements with |b| above 1e-6
 * @param passed whether the tolerance holds for every element
 * @param remark what else there is to say; empty if nothing
 */
public record Comparison(
        String name, double maxAbsolute, double maxRelative, boolean passed, String remark) {

    /**
     * Compares floating-point tensors by |a - b| <= tolerance + tolerance |b|, integers by
     * equality.
     */
    static Comparison of(
            String name, @Nullable HostTensor ours, HostTensor reference, double tolerance) {
        if (ours == null) {
            return failed(name, "this output is not computed");
        }
        if (!Arrays.equals(ours.shape(), reference.shape())) {
            return failed(name, "our shape is " + ours + ", the reference's " + reference);
        }
        float[] a = ours.toFloats();
        float[] b = reference.toFloats();
        double allowed = reference.type().isFloatingPoint() ? tolerance : 0;
        double absolute = 0;
        double relative = 0;
        int outside = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            double magnitude = Math.abs(b[i]);
            absolute = Math.max(absolute, difference);
            if (magnitude > 1e-6) {
                relative = Math.max(relative, difference / magnitude);
            }
            // Written so that NaN counts as outside.
            if (!(difference <= allowed + allowed * magnitude)) {
                outside++;
            }
        }
        String remark = outside == 0 ? "" : outside + " of " + a.length + " elements outside";
        return new Comparison(name, absolute, relative, outside == 0, remark);
    }

    /**
     * Compares every reference tensor with ours of the same name; {@code prefix} only names the
     * comparisons.
     */
    static List<Comparison> ofAll(
            String prefix, Map<String, HostTensor> ours, StateDict reference, double tolerance) {
        List<Comparison> comparisons = new ArrayList<>();
        reference
                .asMap()
                .forEach(
                        (name, expected) ->
                                comparisons.add(
                                        of(prefix + name, ours.get(name), expected, tolerance)));
        return comparisons;
    }

    /** Compares gradients: |a - b| within a share of the reference's largest magnitude. */
    static Comparison ofGradient(
            String name, @Nullable HostTensor ours, HostTensor reference, double tolerance) {
        if (ours == null) {
            return failed(name, "no gradient reaches this parameter");
        }
        if (!Arrays.equals(ours.shape(), reference.shape())) {
            return failed(name, "our shape is " + ours + ", the reference's " + reference);
        }
        float[] a = ours.toFloats();
        float[] b = reference.toFloats();
        double largest = 0;
        double absolute = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            absolute = difference > absolute || Double.isNaN(difference) ? difference : absolute;
            largest = Math.max(largest, Math.abs(b[i]));
        }
        // An exactly zero gradient leaves room for rounding only.
        boolean passed = absolute <= tolerance * largest + 1e-9;
        return new Comparison(name, absolute, absolute / Math.max(largest, 1e-12), passed, "");
    }

    /** Compares bytes: equal, or at most a share of them off by one. */
    static Comparison ofPixels(
            String name, byte[] ours, HostTensor reference, double shareOffByOne) {
        long[] expected = reference.toLongs();
        if (ours.length != expected.length) {
            return failed(
                    name,
                    "we have %d bytes, the reference %d".formatted(ours.length, expected.length));
        }
        long largest = 0;
        int different = 0;
        double relative = 0;
        for (int i = 0; i < ours.length; i++) {
            long difference = Math.abs((ours[i] & 0xFF) - expected[i]);
            if (difference > 0) {
                different++;
                largest = Math.max(largest, difference);
                relative = Math.max(relative, (double) difference / Math.max(1, expected[i]));
            }
        }
        boolean passed = largest <= 1 && different <= shareOffByOne * ours.length;
        String remark = "%.3f %% of the bytes differ".formatted(100.0 * different / ours.length);
        return new Comparison(name, largest, relative, passed, remark);
    }

    static Comparison failed(String name, String remark) {
        return new Comparison(name, Double.NaN, Double.NaN, false, remark);
    }
}
