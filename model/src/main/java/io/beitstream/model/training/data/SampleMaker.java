package io.beitstream.model.training.data;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<String, Integer> classes = new HashMap<>();

    /** A decoded image with its place in the dataset. */
    private record Found(int index, RgbImage image) {}

    public SampleMaker(
            ImageDataset dataset, ImageDecoder decoder, Augmentation augmentation, long seed) {
        this(dataset, decoder, augmentation, seed, List.of());
    }

    /**
     * @param classes by number; samples of others have none
     */
    public SampleMaker(
            ImageDataset dataset,
            ImageDecoder decoder,
            Augmentation augmentation,
            long seed,
            List<String> classes) {
        this.dataset = dataset;
        this.decoder = decoder;
        this.augmentation = augmentation;
        this.seed = seed;
        for (int i = 0; i < classes.size(); i++) {
            this.classes.put(classes.get(i), i);
        }
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
        Found found = decode(epoch, index, undecodable);
        String label = dataset.location(found.index()).label();
        return augmentation
                .apply(found.image(), Seeds.random(seed, Seeds.AUGMENTATION, epoch, index))
                .of(label == null ? -1 : classes.getOrDefault(label, -1));
    }

    private Found decode(
            int epoch, int index, BiConsumer<SampleLocation, ImageException> undecodable)
            throws IOException {
        SplittableRandom others = Seeds.random(seed, Seeds.REPLACEMENT, epoch, index);
        int candidate = index;
        for (int i = 0; i < REPLACEMENTS; i++) {
            try {
                return new Found(candidate, decoder.decode(dataset.read(candidate)));
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
