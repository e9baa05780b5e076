package io.beitstream.infra.search.index;

import java.util.List;

/** Vectors scaled to length 1, so that their dot product is their cosine. */
final class UnitVector {
    private UnitVector() {}

    /**
     * @throws IllegalArgumentException if a number is not finite, or the vector has no length
     */
    static float[] of(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (Double.isNaN(squares) || Double.isInfinite(squares)) {
            throw new IllegalArgumentException("the vector is not finite");
        }
        if (squares == 0) {
            throw new IllegalArgumentException("the vector has no length");
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    static float[] of(List<Float> vector) {
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return of(values);
    }
}
