package io.beitstream.model.training.data;

import io.beitstream.model.image.ColorEnhancement;
import io.beitstream.model.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Brightness, contrast and saturation, each by a factor within {@code strength} of 1, in random
 * order (reference section 2.7); no hue.
 *
 * @param strength 0 for none; 0.4 in the published pretraining
 */
record ColorJitter(double strength) {
    RgbImage apply(RgbImage image, RandomGenerator random) {
        if (strength == 0) {
            return image;
        }
        ColorEnhancement[] order = ColorEnhancement.values();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            ColorEnhancement swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        RgbImage result = image;
        for (ColorEnhancement enhancement : order) {
            double factor = random.nextDouble(Math.max(0, 1 - strength), 1 + strength);
            result = enhancement.apply(result, (float) factor);
        }
        return result;
    }
}
