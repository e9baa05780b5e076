package io.beitstream.model.evaluation;

import io.beitstream.model.file.FloatRows;
import io.beitstream.model.file.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Features of labelled images, in a scratch file. They are read in rows of {@code dimension + 1}
 * floats: a feature, and behind it the number of its label among {@link #labels()}.
 */
public final class LabelledFeatures implements Closeable {
    /** Above it a float does not tell numbers apart. */
    private static final int MOST_LABELS = 1 << 24;

    private final int dimension;
    private final FloatRows rows;
    private final List<String> labels = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * @param expected rows that the disk must have room for
     * @throws IOException if it has not
     */
    public LabelledFeatures(int dimension, int expected) throws IOException {
        this.dimension = dimension;
        Scratch.requireRoom(
                "features of %,d images".formatted(expected),
                (long) expected * FloatRows.rowBytes(dimension + 1));
        this.rows = new FloatRows(dimension + 1);
    }

    /** Adds an image's. */
    public void add(float[] feature, String label) throws IOException {
        if (feature.length != dimension) {
            throw new IllegalArgumentException(
                    "a feature has %d values, not %d".formatted(dimension, feature.length));
        }
        Integer number = numbers.get(label);
        if (number == null) {
            number = labels.size();
            if (number == MOST_LABELS) {
                throw new IllegalArgumentException("more than %,d classes".formatted(MOST_LABELS));
            }
            numbers.put(label, number);
            labels.add(label);
        }
        float[] row = Arrays.copyOf(feature, dimension + 1);
        row[dimension] = number;
        rows.add(row);
    }

    public int dimension() {
        return dimension;
    }

    /** The number of images. */
    public int size() {
        return rows.count();
    }

    /** The labels that there are, each once, in the order in which they came. */
    public List<String> labels() {
        return labels;
    }

    /** The feature of an image. */
    public float[] feature(int image) throws IOException {
        return Arrays.copyOf(row(image), dimension);
    }

    /** The label of an image. */
    public String label(int image) throws IOException {
        return labels.get((int) row(image)[dimension]);
    }

    private float[] row(int image) throws IOException {
        ByteBuffer buffer = buffer(1);
        read(image, 1, buffer);
        float[] row = new float[dimension + 1];
        buffer.flip().asFloatBuffer().get(row);
        return row;
    }

    /** An empty buffer for as many rows. */
    ByteBuffer buffer(int count) {
        return rows.buffer(count);
    }

    /** Puts consecutive rows into a buffer, behind what it holds. */
    void read(int first, int count, ByteBuffer into) throws IOException {
        rows.read(first, count, into);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
