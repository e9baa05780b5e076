package io.beitstream.model.conversion;

/**
 * torch's bicubic interpolation along one axis: a = -0.75, corners not aligned, borders repeated.
 */
final class BicubicWeights {
    private static final double A = -0.75;

    private BicubicWeights() {}

    /** For each of {@code to} outputs, the weight of each of {@code from} inputs. */
    static double[][] of(int from, int to) {
        double[][] weights = new double[to][from];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * scale - 0.5;
            int base = (int) Math.floor(center);
            for (int tap = -1; tap <= 2; tap++) {
                int at = Math.max(0, Math.min(from - 1, base + tap));
                weights[i][at] += kernel(Math.abs(center - (base + tap)));
            }
        }
        return weights;
    }

    private static double kernel(double x) {
        if (x <= 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? ((A * x - 5 * A) * x + 8 * A) * x - 4 * A : 0;
    }
}
