package io.beitstream.model.precision;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.util.Locale;
import java.util.Optional;

/**
 * The precision that a network runs in on a device, and why.
 *
 * @param options with a precision that is not auto
 * @param reason one line
 * @param isSlow whether it was asked for although fp32 is faster on the device
 */
public record PrecisionChoice(InferenceOptions options, String reason, boolean isSlow) {
    /** What to tell who starts a job; nothing where its worker warns. */
    public Optional<String> notice() {
        return isSlow ? Optional.empty() : Optional.of(reason);
    }

    /** What was asked for, of a device whose speeds do not matter. */
    static PrecisionChoice given(InferenceOptions options) {
        return new PrecisionChoice(options, "precision " + options.precision().label(), false);
    }

    /** What was asked for, beside what fp32 would be. */
    static PrecisionChoice given(InferenceOptions options, ProductSpeeds speeds) {
        Precision precision = options.precision();
        double slowdown = speeds.slowdown(precision);
        if (slowdown <= 1) {
            return given(options);
        }
        String reason =
                String.format(
                        Locale.ROOT,
                        "precision %s is emulated on this machine's %s, %.1f times slower than fp32: use --precision auto or fp32",
                        precision.label(),
                        options.device(),
                        slowdown);
        return new PrecisionChoice(options, reason, true);
    }

    /** What was measured to be fastest. */
    static PrecisionChoice fastest(String device, Precision chosen, ProductSpeeds speeds) {
        return new PrecisionChoice(
                new InferenceOptions(device, chosen),
                "precision " + chosen.label() + ": " + why(chosen, speeds),
                false);
    }

    private static String why(Precision chosen, ProductSpeeds speeds) {
        if (chosen != Precision.FP32) {
            return String.format(
                    Locale.ROOT, "%.1f times faster than fp32 here", 1 / speeds.slowdown(chosen));
        }
        double half = speeds.slowdown(Precision.BF16);
        if (half <= 1) {
            return "bf16 is no faster here";
        }
        return Double.isInfinite(half)
                ? "bf16 cannot be computed here"
                : String.format(Locale.ROOT, "bf16 is emulated here, %.1f times slower", half);
    }
}
