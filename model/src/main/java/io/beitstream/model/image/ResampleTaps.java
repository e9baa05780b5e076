package io.beitstream.model.image;

/**
 * The taps of one axis of a resize: for each output pixel, the first input pixel and fixed-point
 * weights, as Pillow computes them.
 *
 * @param first first input pixel for each output pixel
 * @param weights for each output pixel, {@code taps} weights of 22 fractional bits; unused ones are
 *     zero
 */
record ResampleTaps(int[] first, int[] count, int[] weights, int taps) {
    static final int PRECISION_BITS = 22;

    /**
     * Taps for the output pixels {@code from .. from + size - 1} of a resize of {@code in} to
     * {@code out} pixels.
     */
    static ResampleTaps of(ResampleFilter filter, int in, int out, int from, int size) {
        double scale = (double) in / out;
        double filterScale = Math.max(scale, 1);
        double inverse = 1 / filterScale; // Pillow multiplies; a division would round differently
        double support = filter.support() * filterScale;
        int taps = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[size];
        int[] count = new int[size];
        int[] weights = new int[size * taps];
        double[] exact = new double[taps];
        for (int i = 0; i < size; i++) {
            double center = (from + i + 0.5) * scale;
            int begin = Math.max(0, (int) (center - support + 0.5));
            int end = Math.min(in, (int) (center + support + 0.5));
            double sum = 0;
            for (int x = begin; x < end; x++) {
                exact[x - begin] = filter.weight((x - center + 0.5) * inverse);
                sum += exact[x - begin];
            }
            for (int t = 0; t < end - begin; t++) {
                double weight = sum == 0 ? exact[t] : exact[t] / sum;
                double fixed = weight * (1 << PRECISION_BITS);
                weights[i * taps + t] = (int) (fixed < 0 ? fixed - 0.5 : fixed + 0.5);
            }
            first[i] = begin;
            count[i] = end - begin;
        }
        return new ResampleTaps(first, count, weights, taps);
    }

    /** The first input pixel that any output pixel needs. */
    int firstInput() {
        return first[0];
    }

    /** One past the last input pixel that any output pixel needs. */
    int endInput() {
        int end = 0;
        for (int i = 0; i < first.length; i++) {
            end = Math.max(end, first[i] + count[i]);
        }
        return end;
    }
}
