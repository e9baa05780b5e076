package io.beitstream.model.training.data;

/**
 * The settings that keep a classifier from learning its images by heart (reference section 6.2).
 *
 * @param labelSmoothing share of a target that is spread over all classes
 * @param mixup of the beta distribution that the share of an image in a mixture is drawn from; 0
 *     for no mixtures
 * @param cutmix the same for the share of the area that stays when a part of another image is put
 *     into one; 0 for never
 * @param switchProbability of cutmix where there is mixup too
 * @param erasing probability that a box of an image is overwritten with noise
 * @param randAugmentChanges drawn for an image, each made with probability 0.5; 0 for none
 * @param randAugmentLevel mean level of a change, 0 to 10
 * @param randAugmentDeviation of the level
 */
public record Regularization(
        double labelSmoothing,
        double mixup,
        double cutmix,
        double switchProbability,
        double erasing,
        int randAugmentChanges,
        double randAugmentLevel,
        double randAugmentDeviation) {
    /** Images and classes as they are. */
    public static final Regularization NONE = new Regularization(0, 0, 0, 0, 0, 0, 0, 0);

    public Regularization {
        requireProbability("label_smoothing", labelSmoothing);
        requireProbability("switch_probability", switchProbability);
        requireProbability("erasing", erasing);
        if (!(mixup >= 0) || !(cutmix >= 0)) {
            throw new IllegalArgumentException("mixup and cutmix must not be below 0");
        }
        if (randAugmentChanges < 0
                || !(randAugmentDeviation >= 0)
                || !(randAugmentLevel >= 0 && randAugmentLevel <= RandAugmentOperation.MOST)) {
            throw new IllegalArgumentException(
                    "rand_augment_level must lie in [0, 10], rand_augment_changes and rand_augment_deviation not below 0");
        }
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "%s is %s, but must lie in [0, 1]".formatted(name, value));
        }
    }

    RandAugment randAugment() {
        return new RandAugment(randAugmentChanges, randAugmentLevel, randAugmentDeviation);
    }
}
