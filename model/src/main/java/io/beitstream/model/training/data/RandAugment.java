package io.beitstream.model.training.data;

import io.beitstream.model.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Some random changes of an image, each made with probability 0.5 (RandAugment as timm has it).
 *
 * @param changes drawn for an image, with replacement; 0 for none
 * @param level mean of a change's level, which goes to 10
 * @param deviation of the level
 */
record RandAugment(int changes, double level, double deviation) {
    RgbImage apply(RgbImage image, RandomGenerator random) {
        RandAugmentOperation[] all = RandAugmentOperation.values();
        RgbImage result = image;
        for (int i = 0; i < changes; i++) {
            RandAugmentOperation change = all[random.nextInt(all.length)];
            boolean made = random.nextBoolean();
            double drawn = level + deviation * random.nextGaussian();
            double within = Math.max(0, Math.min(RandAugmentOperation.MOST, drawn));
            boolean backwards = change.directed() && random.nextBoolean();
            if (made) {
                result = change.apply(result, backwards ? -within : within);
            }
        }
        return result;
    }
}
