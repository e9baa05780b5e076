package io.beitstream.model.evaluation;

/** The cosine of the angle between two vectors. */
public final class Cosine {
    private Cosine() {}

    /** Of two vectors of one length, in double precision; NaN if one is zero. */
    public static double of(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
