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
}
