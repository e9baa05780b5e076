package io.beitstream.infra.search.server;

import io.beitstream.infra.search.TokenGrid;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.util.List;

/** An encoder whose vectors are the mean colours of an image's 16 parts, less their mean. */
final class ColorEncoder implements Encoder {
    static final ModelId ID = new ModelId("colors", "0123456789ab");
    static final int DIMENSION = 48;
    private static final int SIDE = 56;
    private static final int PARTS = 4;
    private static final int GRID = 14;

    private final Runnable beforeEach;

    ColorEncoder() {
        this(() -> {});
    }

    /**
     * @param beforeEach runs within each call
     */
    ColorEncoder(Runnable beforeEach) {
        this.beforeEach = beforeEach;
    }

    @Override
    public ModelId id() {
        return ID;
    }

    @Override
    public Precision precision() {
        return Precision.FP32;
    }

    @Override
    public Preprocessing preprocessing() {
        return new Preprocessing(64, SIDE, ResampleFilter.BICUBIC);
    }

    @Override
    public int gridSide() {
        return GRID;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public FeatureSelection selection() {
        return FeatureSelection.DEFAULT;
    }

    @Override
    public List<Embedding> encode(List<RgbImage> images) {
        beforeEach.run();
        return images.stream().map(image -> new Embedding(vector(image), null)).toList();
    }

    private static float[] vector(RgbImage image) {
        float[] vector = new float[DIMENSION];
        for (int part = 0; part < PARTS * PARTS; part++) {
            double[] color = mean(image, part % PARTS, part / PARTS, PARTS);
            for (int c = 0; c < 3; c++) {
                vector[3 * part + c] = (float) (color[c] - 110);
            }
        }
        return vector;
    }

    /** Codes that name the colour of each patch in eight steps a channel. */
    static TokenGrid tokens(RgbImage image) {
        int[] codes = new int[GRID * GRID];
        for (int i = 0; i < codes.length; i++) {
            double[] color = mean(image, i % GRID, i / GRID, GRID);
            codes[i] = (int) color[0] / 32 * 64 + (int) color[1] / 32 * 8 + (int) color[2] / 32;
        }
        return new TokenGrid(codes, GRID, GRID, 512, "color-codes@0123456789ab");
    }

    private static double[] mean(RgbImage image, int column, int row, int parts) {
        int wide = image.width() / parts;
        int high = image.height() / parts;
        double[] sum = new double[3];
        for (int y = row * high; y < (row + 1) * high; y++) {
            for (int x = column * wide; x < (column + 1) * wide; x++) {
                for (int c = 0; c < 3; c++) {
                    sum[c] += (image.pixels()[3 * (y * image.width() + x) + c] & 0xFF);
                }
            }
        }
        for (int c = 0; c < 3; c++) {
            sum[c] /= wide * high;
        }
        return sum;
    }

    @Override
    public void close() {}
}
