package io.beitstream.model.image;

/**
 * Pillow's {@code ImageEnhance}: blends an image with a lesser one. A factor of 1 changes nothing,
 * 0 gives the lesser image, more than 1 goes beyond. Exact to the bit.
 */
public enum ColorEnhancement {
    /** Blends with black. */
    BRIGHTNESS {
        @Override
        int lesser(int luma, int mean) {
            return 0;
        }
    },
    /** Blends with the mean grey of the image. */
    CONTRAST {
        @Override
        int lesser(int luma, int mean) {
            return mean;
        }
    },
    /** Blends with the image in grey. */
    SATURATION {
        @Override
        int lesser(int luma, int mean) {
            return luma;
        }
    };

    /** The value that every channel of a pixel is blended with. */
    abstract int lesser(int luma, int mean);

    /** The image, enhanced. */
    public RgbImage apply(RgbImage image, float factor) {
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        int mean = this == CONTRAST ? meanLuma(in) : 0;
        for (int i = 0; i < in.length; i += RgbImage.CHANNELS) {
            int lesser = lesser(luma(in, i), mean);
            for (int c = i; c < i + RgbImage.CHANNELS; c++) {
                out[c] = blend(lesser, in[c] & 0xFF, factor);
            }
        }
        return new RgbImage(image.width(), image.height(), out);
    }

    private static byte blend(int lesser, int value, float factor) {
        float blended = lesser + factor * (value - lesser);
        return (byte) (blended <= 0 ? 0 : blended >= 255 ? 255 : (int) blended);
    }

    /** ITU-R 601-2 in 16-bit fixed point. */
    private static int luma(byte[] rgb, int i) {
        int weighted =
                19595 * (rgb[i] & 0xFF) + 38470 * (rgb[i + 1] & 0xFF) + 7471 * (rgb[i + 2] & 0xFF);
        return (weighted + 0x8000) >> 16;
    }

    private static int meanLuma(byte[] rgb) {
        long sum = 0;
        for (int i = 0; i < rgb.length; i += RgbImage.CHANNELS) {
            sum += luma(rgb, i);
        }
        return (int) ((double) sum / (rgb.length / RgbImage.CHANNELS) + 0.5);
    }
}
