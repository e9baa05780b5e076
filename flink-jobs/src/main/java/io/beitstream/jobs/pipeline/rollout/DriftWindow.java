package io.beitstream.jobs.pipeline.rollout;

import java.util.Arrays;

/**
 * How alike a candidate's vectors are to those that were published: the cosines of the latest
 * images. Thread-safe.
 */
public final class DriftWindow {
    /** Images that are looked back upon. */
    private static final int LENGTH = 1000;

    private static final double LOW = 0.05;

    private final float[] cosines = new float[LENGTH];
    private long compared;
    private long seen;

    /**
     * What a window holds.
     *
     * @param seen images that both models have computed
     * @param cosines of the latest of them, in no order; none where vectors do not compare
     */
    public record Content(long seen, float[] cosines) implements java.io.Serializable {
        /** The mean; NaN of none. */
        public double mean() {
            double sum = 0;
            for (float cosine : cosines) {
                sum += cosine;
            }
            return sum / cosines.length;
        }

        /** What 5 % stay below: of n cosines the ceil(n / 20)-th from below; NaN of none. */
        public double p05() {
            if (cosines.length == 0) {
                return Double.NaN;
            }
            float[] sorted = cosines.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(LOW * sorted.length) - 1];
        }

        /** This and another, together. */
        public Content and(Content other) {
            float[] all = Arrays.copyOf(cosines, cosines.length + other.cosines.length);
            System.arraycopy(other.cosines, 0, all, cosines.length, other.cosines.length);
            return new Content(seen + other.seen, all);
        }
    }

    /** Takes in an image's cosine; NaN where its vectors do not compare. */
    public synchronized void add(double cosine) {
        seen++;
        if (!Double.isNaN(cosine)) {
            cosines[(int) (compared % LENGTH)] = (float) cosine;
            compared++;
        }
    }

    /** What it holds now. */
    public synchronized Content content() {
        return new Content(seen, Arrays.copyOf(cosines, (int) Math.min(compared, LENGTH)));
    }

    /** Forgets everything. */
    public synchronized void clear() {
        compared = 0;
        seen = 0;
    }
}
