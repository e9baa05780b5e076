package io.beitstream.model.evaluation;

/**
 * Where a share lies that was measured on a sample, with a confidence of 95 % (Wilson's interval,
 * 1927).
 */
public record Interval(double low, double high) {
    private static final double Z = 1.959963984540054;

    /**
     * Of a share of so many independent cases.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Interval of(double share, int cases) {
        if (cases < 1) {
            throw new IllegalArgumentException("a share of nothing has no interval");
        }
        double z2 = Z * Z / cases;
        double centre = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / cases + z2 / (4.0 * cases));
        return new Interval(centre - half, centre + half);
    }
}
