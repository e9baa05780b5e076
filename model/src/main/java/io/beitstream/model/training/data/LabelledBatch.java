package io.beitstream.model.training.data;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tensors that a classifier learns from: images with erased boxes, mixed, and the share of each
 * class.
 *
 * @param pixels float {@code (B, H, W, 3)}, 0 to 255; noise goes beyond
 * @param targets float {@code (B, K)}, each row with the sum 1
 */
public record LabelledBatch(HostTensor pixels, HostTensor targets) {
    /**
     * Makes them, a function of samples and generator.
     *
     * @param side of the samples, in pixels
     */
    public static LabelledBatch of(
            List<TrainingSample> samples,
            int side,
            int classes,
            Regularization settings,
            RandomGenerator random) {
        int images = samples.size();
        float[] pixels = pixels(samples, side);
        RandomErasing erasing = new RandomErasing(settings.erasing(), Statistics.IMAGENET);
        for (int i = 0; i < images; i++) {
            erasing.apply(pixels, i * side * side * RgbImage.CHANNELS, side, random);
        }
        Mixture mixture = Mixture.draw(settings, side, random);
        mixture.pixels(pixels, images, side);
        float[] targets = targets(samples, classes, settings.labelSmoothing());
        mixture.sum(targets, images);
        return new LabelledBatch(
                HostTensor.ofFloats(pixels, images, side, side, RgbImage.CHANNELS),
                HostTensor.ofFloats(targets, images, classes));
    }

    private static float[] pixels(List<TrainingSample> samples, int side) {
        int length = side * side * RgbImage.CHANNELS;
        float[] pixels = new float[samples.size() * length];
        for (int i = 0; i < samples.size(); i++) {
            byte[] view = samples.get(i).view().pixels();
            if (view.length != length) {
                throw new IllegalArgumentException(
                        "the network takes %d x %d pixels, a view has %d x %d"
                                .formatted(
                                        side,
                                        side,
                                        samples.get(i).view().width(),
                                        samples.get(i).view().height()));
            }
            for (int at = 0; at < length; at++) {
                pixels[i * length + at] = view[at] & 0xFF;
            }
        }
        return pixels;
    }

    /** The class of each image, a little of it spread over all. */
    static float[] targets(List<TrainingSample> samples, int classes, double smoothing) {
        float[] targets = new float[samples.size() * classes];
        Arrays.fill(targets, (float) (smoothing / classes));
        for (int i = 0; i < samples.size(); i++) {
            int label = samples.get(i).label();
            targets[i * classes + label] = (float) (1 - smoothing + smoothing / classes);
        }
        return targets;
    }
}
