package io.beitstream.model.training.data;

import java.util.random.RandomGenerator;

/** The symmetric beta distribution: numbers in [0, 1], near the ends where alpha is small. */
record BetaDistribution(double alpha) {
    double draw(RandomGenerator random) {
        double one = gamma(random);
        double other = gamma(random);
        return one + other > 0 ? one / (one + other) : 0.5;
    }

    /** Marsaglia's and Tsang's method; for alpha below 1 one higher, then brought down. */
    private double gamma(RandomGenerator random) {
        double shape = alpha < 1 ? alpha + 1 : alpha;
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            double u = 1 - random.nextDouble();
            if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                double scale = alpha < 1 ? Math.pow(1 - random.nextDouble(), 1 / alpha) : 1;
                return d * v * scale;
            }
        }
    }
}
