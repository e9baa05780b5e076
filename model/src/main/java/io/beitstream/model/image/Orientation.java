package io.beitstream.model.image;

/** Turns pixels upright by their EXIF orientation (1 to 8). */
final class Orientation {
    private Orientation() {}

    static RgbImage upright(RgbImage image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        boolean transposed = orientation >= 5;
        int width = transposed ? image.height() : image.width();
        int height = transposed ? image.width() : image.height();
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from =
                        source(orientation, x, y, width, height, image.width()) * RgbImage.CHANNELS;
                System.arraycopy(
                        in, from, out, (y * width + x) * RgbImage.CHANNELS, RgbImage.CHANNELS);
            }
        }
        return new RgbImage(width, height, out);
    }

    /**
     * The stored pixel that belongs at (x, y) of the upright image, which is {@code width x
     * height}.
     */
    private static int source(int orientation, int x, int y, int width, int height, int stride) {
        int right = width - 1 - x;
        int bottom = height - 1 - y;
        return switch (orientation) {
            case 2 -> y * stride + right;
            case 3 -> bottom * stride + right;
            case 4 -> bottom * stride + x;
            case 5 -> x * stride + y;
            case 6 -> right * stride + y;
            case 7 -> right * stride + bottom;
            case 8 -> x * stride + bottom;
            default -> y * stride + x;
        };
    }
}
