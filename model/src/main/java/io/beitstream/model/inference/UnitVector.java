package io.beitstream.model.inference;

/** A vector scaled to length 1; one of zeros stays. */
final class UnitVector {
    private UnitVector() {}

    /** Scales it where it is. */
    static float[] of(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = (float) Math.max(Math.sqrt(squares), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
