package io.beitstream.infra.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Nearest neighbours by cosine similarity, all against all. */
final class Neighbours {
    private final float[][] unit;
    private final double[] mean;

    /**
     * Vectors in the order of their indices; a common offset is taken out, which random networks
     * need to show anything.
     */
    Neighbours(List<List<Float>> vectors) {
        int width = vectors.isEmpty() ? 0 : vectors.get(0).size();
        mean = new double[width];
        for (List<Float> vector : vectors) {
            for (int i = 0; i < width; i++) {
                mean[i] += vector.get(i) / vectors.size();
            }
        }
        unit = new float[vectors.size()][];
        for (int v = 0; v < unit.length; v++) {
            unit[v] = centredUnit(vectors.get(v));
        }
    }

    /** Another vector and its similarity, -1 to 1. */
    record Neighbour(int index, double similarity) {}

    /** The {@code count} vectors nearest to one, nearest first, itself left out. */
    List<Neighbour> of(int index, int count) {
        List<Neighbour> others = new ArrayList<>();
        for (int other = 0; other < unit.length; other++) {
            if (other != index) {
                others.add(new Neighbour(other, dot(unit[index], unit[other])));
            }
        }
        others.sort(Comparator.comparingDouble(Neighbour::similarity).reversed());
        return others.subList(0, Math.min(count, others.size()));
    }

    private float[] centredUnit(List<Float> vector) {
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            double value = vector.get(i) - mean[i];
            squares += value * value;
        }
        double norm = Math.max(Math.sqrt(squares), 1e-12);
        float[] result = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            result[i] = (float) ((vector.get(i) - mean[i]) / norm);
        }
        return result;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
