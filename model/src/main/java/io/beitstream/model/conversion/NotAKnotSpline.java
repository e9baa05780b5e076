package io.beitstream.model.conversion;

/**
 * An interpolating cubic spline with not-a-knot ends; for fewer than four knots, the polynomial
 * through them.
 */
final class NotAKnotSpline {
    private final double[] knots;
    private final double[] values;
    private final double[] second;

    NotAKnotSpline(double[] knots, double[] values) {
        this.knots = knots;
        this.values = values;
        this.second = knots.length < 4 ? new double[0] : secondDerivatives();
    }

    double at(double x) {
        return second.length == 0 ? lagrange(x) : cubic(x);
    }

    private double lagrange(double x) {
        double sum = 0;
        for (int i = 0; i < knots.length; i++) {
            double term = values[i];
            for (int j = 0; j < knots.length; j++) {
                if (j != i) {
                    term *= (x - knots[j]) / (knots[i] - knots[j]);
                }
            }
            sum += term;
        }
        return sum;
    }

    private double cubic(double x) {
        int i = 0;
        while (i < knots.length - 2 && x > knots[i + 1]) {
            i++;
        }
        double h = knots[i + 1] - knots[i];
        double a = (knots[i + 1] - x) / h;
        double b = (x - knots[i]) / h;
        return a * values[i]
                + b * values[i + 1]
                + ((a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1]) * h * h / 6;
    }

    /**
     * Solves the full system: continuity of the first derivative inside, of the third at the second
     * and last but one.
     */
    private double[] secondDerivatives() {
        int n = knots.length;
        double[][] system = new double[n][n + 1];
        for (int i = 1; i < n - 1; i++) {
            double left = knots[i] - knots[i - 1];
            double right = knots[i + 1] - knots[i];
            system[i][i - 1] = left / 6;
            system[i][i] = (left + right) / 3;
            system[i][i + 1] = right / 6;
            system[i][n] = (values[i + 1] - values[i]) / right - (values[i] - values[i - 1]) / left;
        }
        notAKnot(system[0], 0, 1, 2);
        notAKnot(system[n - 1], n - 3, n - 2, n - 1);
        return LinearSystem.solve(system);
    }

    private void notAKnot(double[] row, int first, int middle, int last) {
        double left = knots[middle] - knots[first];
        double right = knots[last] - knots[middle];
        row[first] = -1 / left;
        row[middle] = 1 / left + 1 / right;
        row[last] = -1 / right;
    }
}
