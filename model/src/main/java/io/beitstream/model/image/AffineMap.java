package io.beitstream.model.image;

import java.util.Arrays;

/**
 * Pillow's affine transform with the bicubic filter: pixel (x, y) of the result is taken from
 * {@code (a x + b y + c, d x + e y + f)} of the image, pixel centres at halves. What comes from
 * outside of it is filled. Exact to the bit.
 */
public record AffineMap(double a, double b, double c, double d, double e, double f) {
    private static final double ROUND = 1e15;

    /** Moves x by a share of y. */
    public static AffineMap shearX(double share) {
        return new AffineMap(1, share, 0, 0, 1, 0);
    }

    /** Moves y by a share of x. */
    public static AffineMap shearY(double share) {
        return new AffineMap(1, 0, 0, share, 1, 0);
    }

    /** Moves the image to the left and up by so many pixels. */
    public static AffineMap translation(double x, double y) {
        return new AffineMap(1, 0, x, 0, 1, y);
    }

    /** Turns an image of this size counter-clockwise around its centre. */
    public static AffineMap rotation(double degrees, int width, int height) {
        double angle = -Math.toRadians(degrees);
        double cos = Math.rint(Math.cos(angle) * ROUND) / ROUND;
        double sin = Math.rint(Math.sin(angle) * ROUND) / ROUND;
        double x = width / 2.0;
        double y = height / 2.0;
        return new AffineMap(
                cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
    }

    /**
     * The image, transformed; its size stays.
     *
     * @param fill red, green, blue
     */
    public RgbImage apply(RgbImage image, byte[] fill) {
        int width = image.width();
        int height = image.height();
        byte[] out = new byte[image.pixels().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = fill[i % RgbImage.CHANNELS];
        }
        Sampler sampler = new Sampler(image);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = a * (x + 0.5) + b * (y + 0.5) + c;
                double fromY = d * (x + 0.5) + e * (y + 0.5) + f;
                if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
                    sampler.write(fromX, fromY, out, (y * width + x) * RgbImage.CHANNELS);
                }
            }
        }
        return new RgbImage(width, height, out);
    }

    /** Interpolates between 4 x 4 pixels; columns beyond an edge repeat it. */
    private static final class Sampler {
        private static final int TAPS = 4;

        private final RgbImage image;
        private final int[] columns = new int[TAPS];
        private final double[] rows = new double[TAPS];

        Sampler(RgbImage image) {
            this.image = image;
        }

        void write(double atX, double atY, byte[] out, int to) {
            double x = Math.floor(atX - 0.5);
            double y = Math.floor(atY - 0.5);
            double dx = atX - 0.5 - x;
            double dy = atY - 0.5 - y;
            for (int i = 0; i < TAPS; i++) {
                columns[i] = clamped((int) x - 1 + i, image.width()) * RgbImage.CHANNELS;
            }
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                Arrays.fill(rows, row(clamped((int) y - 1, image.height()), channel, dx));
                for (int i = 1; i < TAPS; i++) {
                    int row = (int) y - 1 + i;
                    boolean inside = row >= 0 && row < image.height();
                    rows[i] = inside ? row(row, channel, dx) : rows[i - 1];
                }
                double value = cubic(rows[0], rows[1], rows[2], rows[3], dy);
                out[to + channel] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
            }
        }

        private double row(int row, int channel, double dx) {
            int start = row * image.width() * RgbImage.CHANNELS + channel;
            byte[] in = image.pixels();
            return cubic(
                    in[start + columns[0]] & 0xFF,
                    in[start + columns[1]] & 0xFF,
                    in[start + columns[2]] & 0xFF,
                    in[start + columns[3]] & 0xFF,
                    dx);
        }

        private static int clamped(int at, int size) {
            return Math.max(0, Math.min(size - 1, at));
        }

        private static double cubic(double v1, double v2, double v3, double v4, double d) {
            double p2 = -v1 + v3;
            double p3 = 2 * (v1 - v2) + v3 - v4;
            double p4 = -v1 + v2 - v3 + v4;
            return v2 + d * (p2 + d * (p3 + d * p4));
        }
    }
}
