package io.beitstream.model.training.data;

import java.util.random.RandomGenerator;

/**
 * Draws the box of a random resized crop (reference section 2.4): ten tries for an area and an
 * aspect that fit, then the largest centred box of an allowed aspect.
 *
 * @param minScale smallest share of the image's area
 */
record RandomResizedCrop(double minScale) {
    private static final double MIN_ASPECT = 3.0 / 4;
    private static final double MAX_ASPECT = 4.0 / 3;
    private static final int TRIES = 10;

    /** A box in pixels. */
    record Box(int left, int top, int width, int height) {}

    Box draw(int width, int height, RandomGenerator random) {
        double reach = Math.log(MAX_ASPECT);
        for (int i = 0; i < TRIES; i++) {
            double scale = minScale + random.nextDouble() * (1 - minScale);
            double area = scale * width * height;
            double aspect = Math.exp((2 * random.nextDouble() - 1) * reach);
            int w = (int) Math.rint(Math.sqrt(area * aspect));
            int h = (int) Math.rint(Math.sqrt(area / aspect));
            if (w > 0 && w <= width && h > 0 && h <= height) {
                int top = random.nextInt(height - h + 1);
                int left = random.nextInt(width - w + 1);
                return new Box(left, top, w, h);
            }
        }
        return centred(width, height);
    }

    private static Box centred(int width, int height) {
        double aspect = (double) width / height;
        int w = aspect > MAX_ASPECT ? (int) Math.rint(height * MAX_ASPECT) : width;
        int h = aspect < MIN_ASPECT ? (int) Math.rint(width / MIN_ASPECT) : height;
        return new Box((width - w) / 2, (height - h) / 2, w, h);
    }
}
