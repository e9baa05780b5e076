package io.beitstream.model.image;

import java.util.function.IntUnaryOperator;

/** Maps of each channel's values onto others, as Pillow's {@code ImageOps} makes them. */
public final class ToneCurves {
    private static final int VALUES = 256;

    private ToneCurves() {}

    /** Every value taken from 255. */
    public static RgbImage invert(RgbImage image) {
        return mapped(image, value -> 255 - value);
    }

    /** The upper bits of every value; 0 for black. */
    public static RgbImage posterize(RgbImage image, int bits) {
        return bits >= 8 ? image : mapped(image, value -> value & -(1 << (8 - bits)));
    }

    /** Values from the threshold on inverted. */
    public static RgbImage solarize(RgbImage image, int threshold) {
        return mapped(image, value -> value < threshold ? value : 255 - value);
    }

    /** Values of the darker half raised. */
    public static RgbImage raiseDarkHalf(RgbImage image, int by) {
        return mapped(image, value -> value < VALUES / 2 ? Math.min(255, value + by) : value);
    }

    /** Every channel stretched from its darkest to its brightest value. */
    public static RgbImage autoContrast(RgbImage image) {
        return byHistogram(
                image,
                histogram -> {
                    int low = 0;
                    int high = VALUES - 1;
                    while (low < VALUES - 1 && histogram[low] == 0) {
                        low++;
                    }
                    while (high > 0 && histogram[high] == 0) {
                        high--;
                    }
                    if (high <= low) {
                        return value -> value;
                    }
                    double scale = 255.0 / (high - low);
                    double offset = -low * scale;
                    return value -> clipped((int) (value * scale + offset));
                });
    }

    /** Every channel's values spread so that all are about equally frequent. */
    public static RgbImage equalize(RgbImage image) {
        return byHistogram(image, ToneCurves::equalizing);
    }

    private static IntUnaryOperator equalizing(int[] histogram) {
        int last = 0;
        int different = 0;
        int sum = 0;
        for (int value = 0; value < VALUES; value++) {
            sum += histogram[value];
            if (histogram[value] > 0) {
                last = value;
                different++;
            }
        }
        int step = (sum - histogram[last]) / 255;
        if (different <= 1 || step == 0) {
            return value -> value;
        }
        int[] curve = new int[VALUES];
        int below = step / 2;
        for (int value = 0; value < VALUES; value++) {
            curve[value] = clipped(below / step);
            below += histogram[value];
        }
        return value -> curve[value];
    }

    private static int clipped(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Makes a curve of a channel's histogram. */
    private interface CurveOfHistogram {
        IntUnaryOperator of(int[] histogram);
    }

    private static RgbImage byHistogram(RgbImage image, CurveOfHistogram curves) {
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            int[] histogram = new int[VALUES];
            for (int i = channel; i < in.length; i += RgbImage.CHANNELS) {
                histogram[in[i] & 0xFF]++;
            }
            IntUnaryOperator curve = curves.of(histogram);
            for (int i = channel; i < in.length; i += RgbImage.CHANNELS) {
                out[i] = (byte) curve.applyAsInt(in[i] & 0xFF);
            }
        }
        return new RgbImage(image.width(), image.height(), out);
    }

    private static RgbImage mapped(RgbImage image, IntUnaryOperator curve) {
        return byHistogram(image, histogram -> curve);
    }
}
