package io.beitstream.model.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Stored samples become RGB as Pillow's {@code convert("RGB")} does it: no colour management, alpha
 * dropped, grey repeated; of 16-bit samples the high byte.
 */
final class RasterConversion {
    private RasterConversion() {}

    static RgbImage toRgb(BufferedImage image) {
        ColorModel model = image.getColorModel();
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] out = new byte[width * height * RgbImage.CHANNELS];
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            swapBlueAndRed(((DataBufferByte) image.getRaster().getDataBuffer()).getData(), out);
        } else if (model instanceof IndexColorModel || model instanceof DirectColorModel) {
            packedToRgb(image, out);
        } else {
            bandsToRgb(image.getRaster(), model, out);
        }
        return new RgbImage(width, height, out);
    }

    /**
     * Inverted CMYK, as Adobe stores it in JPEG; {@code ycck}: the first three channels are luma
     * and chroma.
     */
    static RgbImage cmykToRgb(Raster raster, boolean ycck, boolean inverted) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] out = new byte[width * height * RgbImage.CHANNELS];
        int[] row = new int[width * 4];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                if (ycck) {
                    yccToCmy(row, x * 4);
                }
                int notBlack = inverted ? row[x * 4 + 3] : 255 - row[x * 4 + 3];
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    int ink = inverted ? 255 - row[x * 4 + channel] : row[x * 4 + channel];
                    out[(y * width + x) * RgbImage.CHANNELS + channel] =
                            (byte) Math.max(0, notBlack - multiply255(ink, notBlack));
                }
            }
        }
        return new RgbImage(width, height, out);
    }

    private static void swapBlueAndRed(byte[] bgr, byte[] rgb) {
        for (int i = 0; i < rgb.length; i += RgbImage.CHANNELS) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
    }

    private static void packedToRgb(BufferedImage image, byte[] out) {
        int width = image.getWidth();
        int[] row = new int[width];
        ColorModel model = image.getColorModel();
        int[] palette = palette(model);
        int o = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            if (palette.length == 0) {
                image.getRGB(0, y, width, 1, row, 0, width);
            } else {
                image.getRaster().getSamples(0, y, width, 1, 0, row);
            }
            for (int x = 0; x < width; x++) {
                int rgb =
                        palette.length == 0
                                ? row[x]
                                : palette[Math.min(row[x], palette.length - 1)];
                out[o++] = (byte) (rgb >> 16);
                out[o++] = (byte) (rgb >> 8);
                out[o++] = (byte) rgb;
            }
        }
    }

    private static int[] palette(ColorModel model) {
        if (!(model instanceof IndexColorModel indexed)) {
            return new int[0];
        }
        int[] palette = new int[indexed.getMapSize()];
        indexed.getRGBs(palette);
        return palette;
    }

    private static void bandsToRgb(Raster raster, ColorModel model, byte[] out) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int bits = model.getComponentSize(0);
        int down = Math.max(0, bits - 8);
        int green = bands < 3 ? 0 : 1;
        int blue = bands < 3 ? 0 : 2;
        int[] row = new int[width * bands];
        int o = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += bands) {
                out[o++] = (byte) (row[i] >> down);
                out[o++] = (byte) (row[i + green] >> down);
                out[o++] = (byte) (row[i + blue] >> down);
            }
        }
    }

    /** libjpeg's conversion: full-range BT.601, then inverted into ink. */
    private static void yccToCmy(int[] row, int at) {
        int luma = row[at];
        int cb = row[at + 1] - 128;
        int cr = row[at + 2] - 128;
        row[at] = 255 - clamp(luma + (int) Math.round(1.402 * cr));
        row[at + 1] = 255 - clamp(luma + (int) Math.round(-0.344136286 * cb - 0.714136286 * cr));
        row[at + 2] = 255 - clamp(luma + (int) Math.round(1.772 * cb));
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** a b / 255, rounded as Pillow rounds it. */
    private static int multiply255(int a, int b) {
        int product = a * b + 128;
        return (product + (product >> 8)) >> 8;
    }
}
