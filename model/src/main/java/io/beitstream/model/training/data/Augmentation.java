package io.beitstream.model.training.data;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training sample of an image: colour jitter, flip, one random crop box for both views,
 * RandAugment of the first, a mask. All of it is a function of the generator it is given.
 */
public final class Augmentation {
    private final AugmentationConfig config;
    private final RandomResizedCrop crop;
    private final ColorJitter jitter;
    private final @Nullable MaskingGenerator masks;
    private final RandAugment randAugment;

    /**
     * @param masks null where nothing is to be masked
     */
    public Augmentation(AugmentationConfig config, @Nullable MaskingGenerator masks) {
        this(config, masks, new RandAugment(0, 0, 0));
    }

    /** For images of which a classifier learns. */
    public static Augmentation ofLabelled(
            AugmentationConfig config, Regularization regularization) {
        return new Augmentation(config, null, regularization.randAugment());
    }

    private Augmentation(
            AugmentationConfig config, @Nullable MaskingGenerator masks, RandAugment randAugment) {
        this.config = config;
        this.crop = new RandomResizedCrop(config.minCropScale());
        this.jitter = new ColorJitter(config.colorJitter());
        this.masks = masks;
        this.randAugment = randAugment;
    }

    public TrainingSample apply(RgbImage image, RandomGenerator random) {
        RgbImage jittered = jitter.apply(image, random);
        RgbImage flipped = random.nextBoolean() ? jittered.flippedHorizontally() : jittered;
        RandomResizedCrop.Box box = crop.draw(flipped.width(), flipped.height(), random);
        RgbImage cropped = flipped.crop(box.left(), box.top(), box.width(), box.height());
        RgbImage view = cropped.resize(config.size(), config.size(), config.interpolation());
        boolean[] mask = masks == null ? null : masks.draw(random);
        RgbImage changed = randAugment.apply(view, random);
        return new TrainingSample(changed, second(cropped, view), mask);
    }

    private RgbImage second(RgbImage cropped, RgbImage view) {
        int size = config.secondSize();
        boolean same =
                size == config.size() && config.secondInterpolation() == config.interpolation();
        return size == 0 || same ? view : cropped.resize(size, size, config.secondInterpolation());
    }
}
