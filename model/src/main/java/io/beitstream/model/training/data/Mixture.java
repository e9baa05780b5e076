package io.beitstream.model.training.data;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way in which each image of a batch is mixed with its partner, the one as far from the other
 * end: mixup, a weighted sum, or cutmix, a box of the partner.
 *
 * @param share of the image itself
 * @param box that is the partner's; null for a sum
 */
record Mixture(double share, RandomResizedCrop.@Nullable Box box) {
    static final Mixture NONE = new Mixture(1, null);

    /** Draws one for a batch of squares of this side. */
    static Mixture draw(Regularization settings, int side, RandomGenerator random) {
        boolean both = settings.mixup() > 0 && settings.cutmix() > 0;
        boolean cut =
                both ? random.nextDouble() < settings.switchProbability() : settings.cutmix() > 0;
        double alpha = cut ? settings.cutmix() : settings.mixup();
        if (alpha == 0) {
            return NONE;
        }
        double share = new BetaDistribution(alpha).draw(random);
        return cut
                ? cut(share, side, random.nextInt(side), random.nextInt(side))
                : new Mixture(share, null);
    }

    /**
     * A square of the area that is not to stay, around a pixel; what lies outside is cut off, and
     * the share is that of what stays.
     */
    static Mixture cut(double share, int side, int centreX, int centreY) {
        int length = (int) (side * Math.sqrt(1 - share));
        int left = Math.max(0, centreX - length / 2);
        int top = Math.max(0, centreY - length / 2);
        int right = Math.min(side, centreX + (length + 1) / 2);
        int bottom = Math.min(side, centreY + (length + 1) / 2);
        int width = right - left;
        int height = bottom - top;
        double stays = 1 - width * height / (double) (side * side);
        return new Mixture(stays, new RandomResizedCrop.Box(left, top, width, height));
    }

    /**
     * Mixes rows of values: of pixels, or of shares of classes.
     *
     * @param rows as many as there are images, one after the other
     */
    void sum(float[] rows, int images) {
        int length = rows.length / images;
        float own = (float) share;
        float other = (float) (1 - share);
        for (int i = 0; i < (images + 1) / 2; i++) {
            int a = i * length;
            int b = (images - 1 - i) * length;
            for (int at = 0; at < length; at++) {
                float first = rows[a + at];
                float second = rows[b + at];
                rows[a + at] = own * first + other * second;
                rows[b + at] = own * second + other * first;
            }
        }
    }

    /** Mixes the pixels of squares, rows of red, green and blue. */
    void pixels(float[] pixels, int images, int side) {
        if (box == null) {
            sum(pixels, images);
            return;
        }
        int image = side * side * 3;
        float[] kept = new float[box.width() * 3];
        for (int i = 0; i < images / 2; i++) {
            for (int y = box.top(); y < box.top() + box.height(); y++) {
                int at = (y * side + box.left()) * 3;
                int a = i * image + at;
                int b = (images - 1 - i) * image + at;
                System.arraycopy(pixels, a, kept, 0, kept.length);
                System.arraycopy(pixels, b, pixels, a, kept.length);
                System.arraycopy(kept, 0, pixels, b, kept.length);
            }
        }
    }
}
