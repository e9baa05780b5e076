package io.beitstream.model.image;

/**
 * Pixels, 8 bits a channel: row-major, red, green, blue interleaved. Immutable by agreement: nobody
 * writes to {@link #pixels()}, which is shared and not copied.
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1 || (long) width * height * CHANNELS != pixels.length) {
            throw new IllegalArgumentException(
                    "%d x %d pixels do not fit %d bytes".formatted(width, height, pixels.length));
        }
    }

    /** A part of the image, which must lie within it. */
    public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
        if (left == 0 && top == 0 && cropWidth == width && cropHeight == height) {
            return this;
        }
        byte[] out = new byte[cropWidth * cropHeight * CHANNELS];
        for (int y = 0; y < cropHeight; y++) {
            int from = ((top + y) * width + left) * CHANNELS;
            System.arraycopy(pixels, from, out, y * cropWidth * CHANNELS, cropWidth * CHANNELS);
        }
        return new RgbImage(cropWidth, cropHeight, out);
    }

    /** The mirror image, left and right exchanged. */
    public RgbImage flippedHorizontally() {
        byte[] out = new byte[pixels.length];
        int last = (width - 1) * CHANNELS;
        for (int row = 0; row < pixels.length; row += width * CHANNELS) {
            for (int x = 0; x <= last; x += CHANNELS) {
                System.arraycopy(pixels, row + x, out, row + last - x, CHANNELS);
            }
        }
        return new RgbImage(width, height, out);
    }

    /** The image resized to exactly this size, as Pillow does it. */
    public RgbImage resize(int newWidth, int newHeight, ResampleFilter filter) {
        ResizePlan plan = new ResizePlan(newWidth, newHeight, 0, 0, newWidth, newHeight);
        return Resampler.resize(this, plan, filter);
    }
}
