package io.beitstream.model.script;

/** Which of libtorch's kernels compute the matrix products of a network. */
public enum Kernels {
    /** What an exported archive asks for: those that libtorch takes by itself. */
    PLAIN(false, false),
    /**
     * oneDNN's, on a processor, with the weights laid out for them when the archive is loaded. In
     * fp32 libtorch would ask MKL, which on AMD's processors leaves a fifth of the speed; in bf16
     * it lays the weights out anew for each batch. Layers must take their inputs in the archive's
     * type.
     */
    PACKED(true, false),
    /** The same, with an activation computed before its product leaves the registers. */
    PACKED_AND_FUSED(true, true),
    /** Eight-bit products on a processor. */
    INT8(false, false);

    private final boolean packed;
    private final boolean fused;

    Kernels(boolean packed, boolean fused) {
        this.packed = packed;
        this.fused = fused;
    }

    public boolean arePacked() {
        return packed;
    }

    public boolean fuseActivations() {
        return fused;
    }
}
