package io.beitstream.model.training.data;

import io.beitstream.model.feature.PixelNormalization.Statistics;
import java.util.random.RandomGenerator;

/**
 * Overwrites a box of an image with noise that is normal once it is normalised, as timm does it in
 * pixel mode: 2 to 33 per cent of the area, aspects of 0.3 to 3.3, ten tries for one that fits.
 */
record RandomErasing(double probability, Statistics statistics) {
    private static final double LEAST = 0.02;
    private static final double MOST = 1.0 / 3;
    private static final double MIN_ASPECT = 0.3;
    private static final int TRIES = 10;

    /**
     * Erases in one square of a batch.
     *
     * @param pixels of all, rows of red, green and blue, 0 to 255
     * @param start of the square's
     */
    void apply(float[] pixels, int start, int side, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return;
        }
        double reach = Math.log(1 / MIN_ASPECT);
        for (int i = 0; i < TRIES; i++) {
            double area = (LEAST + random.nextDouble() * (MOST - LEAST)) * side * side;
            double aspect = Math.exp((2 * random.nextDouble() - 1) * reach);
            int height = (int) Math.rint(Math.sqrt(area * aspect));
            int width = (int) Math.rint(Math.sqrt(area / aspect));
            if (width < side && height < side) {
                int top = random.nextInt(side - height + 1);
                int left = random.nextInt(side - width + 1);
                for (int y = top; y < top + height; y++) {
                    noise(pixels, start + (y * side + left) * 3, width * 3, random);
                }
                return;
            }
        }
    }

    private void noise(float[] pixels, int from, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            double mean = statistics.mean()[i % 3];
            double deviation = statistics.std()[i % 3];
            pixels[from + i] = (float) ((mean + deviation * random.nextGaussian()) * 255);
        }
    }
}
