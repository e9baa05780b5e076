package io.beitstream.model.image;

import java.util.Arrays;

/**
 * Pillow's 8-bit antialiased resize, computing only a window of the result: first along rows,
 * rounded to 8 bits, then along columns. Bit-exact: the intermediate rounding is part of what the
 * networks were trained on (reference section 2.3).
 *
 * <p>Both passes are sums of whole lines of ints, each times one weight: a loop that the JVM's
 * compiler turns into vector instructions, provided that each line is an array of its own, read
 * from its beginning. For the pass along rows, lines are columns: some rows at a time are
 * transposed.
 */
final class Resampler {
    private static final int ROUND = 1 << (ResampleTaps.PRECISION_BITS - 1);
    private static final int CHANNELS = RgbImage.CHANNELS;

    /** Ints of transposed rows at a time: they stay in a core's cache. */
    private static final int BLOCK = 1 << 15;

    private static final int MOST_ROWS = 32;

    private Resampler() {}

    /** The window of {@code image} resized as {@code plan} says. */
    static RgbImage resize(RgbImage image, ResizePlan plan, ResampleFilter filter) {
        ResampleTaps columns =
                ResampleTaps.of(filter, image.width(), plan.width(), plan.left(), plan.cropWidth());
        ResampleTaps rows =
                ResampleTaps.of(
                        filter, image.height(), plan.height(), plan.top(), plan.cropHeight());
        int[][] narrowed = resizeRows(image, columns, rows.firstInput(), rows.endInput());
        byte[] pixels = resizeColumns(narrowed, plan.cropWidth() * CHANNELS, rows);
        return new RgbImage(plan.cropWidth(), plan.cropHeight(), pixels);
    }

    /** Rows {@code top .. end - 1}, resized; values of 0 to 255. */
    private static int[][] resizeRows(RgbImage image, ResampleTaps taps, int top, int end) {
        int size = taps.first().length;
        int left = taps.firstInput();
        int columns = taps.endInput() - left;
        int block = Math.max(1, Math.min(MOST_ROWS, BLOCK / (columns * CHANNELS)));
        int[][] out = new int[end - top][size * CHANNELS];
        int[][] lines = new int[columns][block * CHANNELS];
        int[] sums = new int[block * CHANNELS];
        for (int y = top; y < end; y += block) {
            int rows = Math.min(block, end - y);
            transpose(image, left, y, rows, lines);
            for (int x = 0; x < size; x++) {
                weigh(lines, taps.first()[x] - left, taps, x, sums);
                int o = x * CHANNELS;
                for (int row = 0; row < rows; row++) {
                    int[] narrowed = out[y - top + row];
                    narrowed[o] = clip(sums[row * CHANNELS]);
                    narrowed[o + 1] = clip(sums[row * CHANNELS + 1]);
                    narrowed[o + 2] = clip(sums[row * CHANNELS + 2]);
                }
            }
        }
        return out;
    }

    /** Makes a line of each column from {@code left} on: the pixels of the rows. */
    private static void transpose(RgbImage image, int left, int top, int rows, int[][] lines) {
        byte[] in = image.pixels();
        int stride = image.width() * CHANNELS;
        int column = (top * image.width() + left) * CHANNELS;
        for (int[] line : lines) {
            int i = column;
            for (int o = 0; o < rows * CHANNELS; o += CHANNELS, i += stride) {
                line[o] = in[i] & 0xFF;
                line[o + 1] = in[i + 1] & 0xFF;
                line[o + 2] = in[i + 2] & 0xFF;
            }
            column += CHANNELS;
        }
    }

    private static byte[] resizeColumns(int[][] in, int stride, ResampleTaps taps) {
        int size = taps.first().length;
        int top = taps.firstInput();
        byte[] out = new byte[size * stride];
        int[] sums = new int[stride];
        for (int y = 0; y < size; y++) {
            weigh(in, taps.first()[y] - top, taps, y, sums);
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = (byte) clip(sums[x]);
            }
        }
        return out;
    }

    /** The sums of the lines from {@code line} on, each times its weight for one output. */
    private static void weigh(int[][] lines, int line, ResampleTaps taps, int output, int[] sums) {
        Arrays.fill(sums, ROUND);
        int[] weights = taps.weights();
        int w = output * taps.taps();
        int l = line;
        int end = line + taps.count()[output];
        for (; l + 3 < end; l += 4, w += 4) {
            addFour(lines, l, weights, w, sums);
        }
        for (; l < end; l++, w++) {
            add(lines[l], weights[w], sums);
        }
    }

    private static void addFour(int[][] lines, int l, int[] weights, int w, int[] sums) {
        int[] a = lines[l];
        int[] b = lines[l + 1];
        int[] c = lines[l + 2];
        int[] d = lines[l + 3];
        int first = weights[w];
        int second = weights[w + 1];
        int third = weights[w + 2];
        int fourth = weights[w + 3];
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * first + b[i] * second + c[i] * third + d[i] * fourth;
        }
    }

    private static void add(int[] line, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += line[i] * weight;
        }
    }

    private static int clip(int fixed) {
        int value = fixed >> ResampleTaps.PRECISION_BITS;
        return value < 0 ? 0 : Math.min(value, 255);
    }
}
