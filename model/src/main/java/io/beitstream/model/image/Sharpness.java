package io.beitstream.model.image;

/**
 * Pillow's {@code ImageEnhance.Sharpness}: blends an image with its smoothed self. A factor of 1
 * changes nothing, 0 smooths, more than 1 sharpens. Exact to the bit.
 */
public final class Sharpness {
    private static final float CENTRE = 5f / 13;
    private static final float AROUND = 1f / 13;

    private Sharpness() {}

    /** The image, sharpened. */
    public static RgbImage apply(RgbImage image, float factor) {
        byte[] in = image.pixels();
        byte[] smooth = smoothed(image);
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i++) {
            int lesser = smooth[i] & 0xFF;
            float blended = lesser + factor * ((in[i] & 0xFF) - lesser);
            out[i] = (byte) (blended <= 0 ? 0 : blended >= 255 ? 255 : (int) blended);
        }
        return new RgbImage(image.width(), image.height(), out);
    }

    /** The mean of 3 x 3 pixels, the middle one five times; the border as it is. */
    private static byte[] smoothed(RgbImage image) {
        byte[] in = image.pixels();
        byte[] out = in.clone();
        int row = image.width() * RgbImage.CHANNELS;
        for (int y = 1; y < image.height() - 1; y++) {
            for (int i = y * row + RgbImage.CHANNELS; i < (y + 1) * row - RgbImage.CHANNELS; i++) {
                float sum = 0.5f;
                for (int line = i + row; line >= i - row; line -= row) {
                    float middle = line == i ? CENTRE : AROUND;
                    sum +=
                            (in[line - RgbImage.CHANNELS] & 0xFF) * AROUND
                                    + (in[line] & 0xFF) * middle
                                    + (in[line + RgbImage.CHANNELS] & 0xFF) * AROUND;
                }
                out[i] = (byte) (int) sum;
            }
        }
        return out;
    }
}
