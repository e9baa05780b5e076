package io.beitstream.model.conversion;

/**
 * The geometric spline of the official resize of relative position tables (reference section 6.4).
 */
final class GeometricOffsets {
    private GeometricOffsets() {}

    /**
     * Positions of the {@code source} known offsets on an axis of {@code target} unit steps,
     * centred on 0.
     */
    static double[] of(int source, int target) {
        int n = source / 2;
        double ratio = ratio(n, target / 2);
        double[] positions = new double[source];
        double reach = 0;
        double step = 1;
        for (int i = 1; i <= n; i++) {
            reach += step;
            step *= ratio;
            positions[n + i] = reach;
            positions[n - i] = -reach;
        }
        return positions;
    }

    /** q in [1.01, 1.5] with 1 + q + ... + q^(n-1) = sum, by bisection to 1e-6. */
    static double ratio(int n, int sum) {
        double low = 1.01;
        double high = 1.5;
        while (high - low > 1e-6) {
            double middle = (low + high) / 2;
            double total = (1 - Math.pow(middle, n)) / (1 - middle);
            if (total > sum) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * A tensor-product not-a-knot spline over {@code knots}, at unit steps clamped to the outermost
     * knots.
     */
    static double[][] interpolate(double[][] plane, double[] knots, int target) {
        int source = knots.length;
        double[][] rows = new double[source][];
        for (int y = 0; y < source; y++) {
            rows[y] = evaluate(knots, plane[y], target);
        }
        double[][] result = new double[target][target];
        for (int x = 0; x < target; x++) {
            double[] column = new double[source];
            for (int y = 0; y < source; y++) {
                column[y] = rows[y][x];
            }
            double[] resized = evaluate(knots, column, target);
            for (int y = 0; y < target; y++) {
                result[y][x] = resized[y];
            }
        }
        return result;
    }

    private static double[] evaluate(double[] knots, double[] values, int target) {
        NotAKnotSpline spline = new NotAKnotSpline(knots, values);
        double[] out = new double[target];
        int half = target / 2;
        for (int i = 0; i < target; i++) {
            out[i] = spline.at(Math.max(knots[0], Math.min(knots[knots.length - 1], i - half)));
        }
        return out;
    }
}
