package io.beitstream.model.image;

/**
 * Pillow's 8-bit antialiased resize, computing only a window of the result: first along rows,
 * rounded to 8 bits, then along columns. Bit-exact: the intermediate rounding is part of what the
 * networks were trained on (reference section 2.3).
 */
final class Resampler {
    private static final int ROUND = 1 << (ResampleTaps.PRECISION_BITS - 1);

    private Resampler() {}

    /** The window of {@code image} resized as {@code plan} says. */
    static RgbImage resize(RgbImage image, ResizePlan plan, ResampleFilter filter) {
        ResampleTaps columns =
                ResampleTaps.of(filter, image.width(), plan.width(), plan.left(), plan.cropWidth());
        ResampleTaps rows =
                ResampleTaps.of(
                        filter, image.height(), plan.height(), plan.top(), plan.cropHeight());
        int top = rows.firstInput();
        byte[] narrowed = resizeRows(image, columns, top, rows.endInput());
        byte[] pixels = resizeColumns(narrowed, plan.cropWidth() * RgbImage.CHANNELS, rows, top);
        return new RgbImage(plan.cropWidth(), plan.cropHeight(), pixels);
    }

    private static byte[] resizeRows(RgbImage image, ResampleTaps taps, int top, int end) {
        byte[] in = image.pixels();
        int inStride = image.width() * RgbImage.CHANNELS;
        int size = taps.first().length;
        byte[] out = new byte[(end - top) * size * RgbImage.CHANNELS];
        int[] weights = taps.weights();
        int o = 0;
        for (int y = top; y < end; y++) {
            for (int x = 0; x < size; x++) {
                int red = ROUND;
                int green = ROUND;
                int blue = ROUND;
                int w = x * taps.taps();
                int i = y * inStride + taps.first()[x] * RgbImage.CHANNELS;
                for (int last = w + taps.count()[x]; w < last; w++, i += RgbImage.CHANNELS) {
                    int weight = weights[w];
                    red += (in[i] & 0xFF) * weight;
                    green += (in[i + 1] & 0xFF) * weight;
                    blue += (in[i + 2] & 0xFF) * weight;
                }
                out[o++] = clip(red);
                out[o++] = clip(green);
                out[o++] = clip(blue);
            }
        }
        return out;
    }

    private static byte[] resizeColumns(byte[] in, int stride, ResampleTaps taps, int top) {
        int size = taps.first().length;
        byte[] out = new byte[size * stride];
        int[] sums = new int[stride];
        for (int y = 0; y < size; y++) {
            java.util.Arrays.fill(sums, ROUND);
            int w = y * taps.taps();
            int row = (taps.first()[y] - top) * stride;
            for (int last = w + taps.count()[y]; w < last; w++, row += stride) {
                int weight = taps.weights()[w];
                for (int x = 0; x < stride; x++) {
                    sums[x] += (in[row + x] & 0xFF) * weight;
                }
            }
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = clip(sums[x]);
            }
        }
        return out;
    }

    private static byte clip(int fixed) {
        int value = fixed >> ResampleTaps.PRECISION_BITS;
        return (byte) (value < 0 ? 0 : Math.min(value, 255));
    }
}
