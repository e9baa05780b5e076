package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;

/**
 * What an image declares before its pixels begin, found without decoding anything.
 *
 * @param bytesPerPixel of the raster that its reader makes
 * @param normalized the file without what decoding has no need of: profiles, texts, thumbnails,
 *     further pages
 */
record ImageHeader(long width, long height, int bytesPerPixel, byte[] normalized) {
    private static final long FIXED = 1 << 20;
    private static final int BYTES_OF_A_COLUMN = 64; // rows of ints, on both sides

    /**
     * The header of an image.
     *
     * @throws ImageException if it is broken, or declares more than any image needs
     */
    static ImageHeader of(ImageFormat format, byte[] bytes) throws ImageException {
        try {
            return switch (format) {
                case JPEG -> JpegHeader.parse(bytes).size();
                case PNG -> PngHeader.parse(bytes);
                case GIF -> GifHeader.parse(bytes);
                case BMP -> BmpHeader.parse(bytes);
                case TIFF -> TiffHeader.parse(bytes);
                case WEBP -> WebpHeader.parse(bytes);
            };
        } catch (IndexOutOfBoundsException e) {
            throw new ImageException(
                    Reason.TRUNCATED, "the %s ends inside its header".formatted(format));
        }
    }

    /** An upper estimate of the heap that decoding takes: raster, pixels, and the file's copy. */
    long memoryNeeded() {
        return width * height * (bytesPerPixel + 2 * RgbImage.CHANNELS)
                + width * BYTES_OF_A_COLUMN
                + 2L * normalized.length
                + FIXED;
    }

    static ImageException tooComplex(String why) {
        return new ImageException(Reason.TOO_COMPLEX, why);
    }
}
