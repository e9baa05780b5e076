package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.outcome.Vectors;

/**
 * The lengths of an encoder's last embeddings, beside those of its first ones. Begins anew with
 * another model. Thread-safe.
 */
final class NormWindow {
    /** Lengths of unit vectors differ by rounding alone; that is no deviation to compare with. */
    private static final double ROUNDING = 1e-4;

    private final double[] norms;
    private String modelId = "";
    private long added;
    private double firstMean = Double.NaN;
    private double firstDeviation = Double.NaN;

    /**
     * @param embeddings that it holds
     */
    NormWindow(int embeddings) {
        this.norms = new double[embeddings];
    }

    void add(Vectors vectors) {
        double squares = 0;
        for (float value : vectors.embedding().vector()) {
            squares += (double) value * value;
        }
        add(vectors.modelId(), Math.sqrt(squares));
    }

    private synchronized void add(String model, double norm) {
        if (!model.equals(modelId)) {
            modelId = model;
            added = 0;
            firstMean = Double.NaN;
            firstDeviation = Double.NaN;
        }
        norms[(int) (added++ % norms.length)] = norm;
        if (added == norms.length) {
            firstMean = mean();
            firstDeviation = deviation();
        }
    }

    private int size() {
        return (int) Math.min(added, norms.length);
    }

    /** Not a number before the first embedding. */
    synchronized double mean() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += norms[i];
        }
        return sum / size();
    }

    /** Not a number before the first embedding. */
    synchronized double deviation() {
        double mean = mean();
        double squares = 0;
        for (int i = 0; i < size(); i++) {
            squares += (norms[i] - mean) * (norms[i] - mean);
        }
        return Math.sqrt(squares / size());
    }

    /**
     * How far the mean is from that of the first embeddings, in deviations of those; not a number
     * until there are enough.
     */
    synchronized double drift() {
        return (mean() - firstMean) / Math.max(firstDeviation, ROUNDING * firstMean);
    }
}
