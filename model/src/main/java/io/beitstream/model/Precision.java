package io.beitstream.model;

import java.util.Locale;

/** The type in which matrix products run. Sums, norms, softmax and the quantizer stay in fp32. */
public enum Precision {
    /** Whichever of the others is fastest on the device; decided where the network is loaded. */
    AUTO,
    FP32,
    BF16,
    /** On GPUs only. */
    FP16,
    /** On CPUs only, and for inference: products of eight-bit numbers, of fp32 ones in memory. */
    INT8;

    /**
     * The precision of a name, in any case.
     *
     * @throws IllegalArgumentException naming the choices
     */
    public static Precision of(String name) {
        for (Precision precision : values()) {
            if (precision.name().equals(name.toUpperCase(Locale.ROOT))) {
                return precision;
            }
        }
        throw new IllegalArgumentException(
                "unknown precision '" + name + "': use auto, fp32, bf16, fp16 or int8");
    }

    /** The name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
