package io.beitstream.model.data;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Reads, decodes and augments samples: a function of (seed, epoch, index). An image that cannot be
 * decoded is reported and replaced by another, drawn at random but always the same one.
 * Thread-safe.
 */
public final class SampleMaker {
    private static final int REPLACEMENTS = 100;

    private final ImageDataset dataset;
    private final ImageDecoder decoder;
    private final Augmentation augmentation;
    private final long seed;

    public SampleMaker(
            ImageDataset dataset, ImageDecoder decoder, Augmentation augmentation, long seed) {
        this.dataset = dataset;
        this.decoder = decoder;
        this.augmentation = augmentation;
        this.seed = seed;
    }

    /**
     * The sample.
     *
     * @param undecodable is told each time an image cannot be decoded
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if a hundred images in a row cannot be decoded
     */
    public TrainingSample make(
            int epoch, int index, BiConsumer<SampleLocation, ImageException> undecodable)
            throws IOException {
        RgbImage image = decode(epoch, index, undecodable);
        return augmentation.apply(image, Seeds.random(seed, Seeds.AUGMENTATION, epoch, index));
    }

    private RgbImage decode(
            int epoch, int index, BiConsumer<SampleLocation, ImageException> undecodable)
            throws IOException {
        SplittableRandom others = Seeds.random(seed, Seeds.REPLACEMENT, epoch, index);
        int candidate = index;
        for (int i = 0; i < REPLACEMENTS; i++) {
            try {
                return decoder.decode(dataset.read(candidate));
            } catch (ImageException e) {
                undecodable.accept(dataset.location(candidate), e);
                candidate = others.nextInt(dataset.size());
            }
        }
        throw new IllegalStateException(
                "%d images in a row cannot be decoded, the first is %s: is this a dataset of images?"
                        .formatted(REPLACEMENTS, dataset.location(index).id()));
    }
}
