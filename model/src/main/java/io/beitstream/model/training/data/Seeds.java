package io.beitstream.model.training.data;

import java.util.SplittableRandom;

/**
 * Random numbers as functions of what they are for: the same in every run, on every machine, in
 * whatever order they are asked for.
 */
public final class Seeds {
    static final int ORDER = 1;
    static final int AUGMENTATION = 2;
    static final int REPLACEMENT = 3;

    /** For the randomness inside a network, such as drop path. */
    public static final int NETWORK = 4;

    /** For the draw of k-means' first centres. */
    public static final int CLUSTERS = 5;

    /** For the masks of an evaluation. */
    public static final int EVALUATION = 6;

    /** For what is mixed and erased in a batch. */
    public static final int MIXING = 7;

    /** For the patches that a teacher is fitted to. */
    public static final int TEACHER = 8;

    private Seeds() {}

    /** A generator for a purpose and two numbers, such as epoch and index. */
    public static SplittableRandom random(long seed, int purpose, long first, long second) {
        return new SplittableRandom(mix(mix(mix(mix(seed) + purpose) + first) + second));
    }

    /** A step of SplitMix64: neighbours in, strangers out. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
