package io.beitstream.infra.bench;

import io.beitstream.model.evaluation.LabelledFeatures;
import io.beitstream.model.evaluation.LinearProbe;
import io.beitstream.model.evaluation.NearestNeighbours;
import java.io.IOException;
import java.util.Random;

/**
 * Measures nearest neighbours and the linear probe on as many features as a large dataset has:
 * noise around a centre for each of 1,000 classes.
 */
public final class ManyFeaturesTrial {
    private static final int CLASSES = 1000;
    private static final int QUERIES = 1000;
    private static final double NOISE = 0.7;

    private ManyFeaturesTrial() {}

    /** Arguments: how many features, and of how many dimensions. */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        int width = Integer.parseInt(arguments[1]);
        Random random = new Random(1);
        float[][] centres = new float[CLASSES][];
        for (int i = 0; i < CLASSES; i++) {
            centres[i] = around(new float[width], 1, random);
        }
        try (LabelledFeatures train = features(count, centres, random);
                LabelledFeatures test = features(QUERIES, centres, random)) {
            long start = System.nanoTime();
            double neighbours = NearestNeighbours.STANDARD.accuracy(train, test, "cpu");
            long between = System.nanoTime();
            double probe = LinearProbe.STANDARD.accuracy(train, test, "cpu");
            long end = System.nanoTime();
            System.out.printf(
                    "neighbours %.4f in %.0f s, linear probe %.4f in %.0f s%n",
                    neighbours, (between - start) / 1e9, probe, (end - between) / 1e9);
        }
    }

    private static LabelledFeatures features(int count, float[][] centres, Random random)
            throws IOException {
        LabelledFeatures features = new LabelledFeatures(centres[0].length, count);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES);
            features.add(around(centres[label], NOISE, random), "class-" + label);
        }
        return features;
    }

    private static float[] around(float[] centre, double noise, Random random) {
        float[] vector = centre.clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) (noise * random.nextGaussian());
        }
        return vector;
    }
}
