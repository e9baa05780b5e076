package io.beitstream.model.evaluation;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Makes features of whole datasets. Images that cannot be decoded are left out. */
public final class Features {
    /** Pixels are compared at this side. */
    private static final int PIXELS_SIDE = 32;

    private Features() {}

    /**
     * Embeddings of an encoder.
     *
     * @param preprocessing the encoder's own, or another way to squares of its size
     * @throws IllegalArgumentException if an image has no label
     */
    public static LabelledFeatures ofEncoder(
            ImageDataset dataset, Encoder encoder, Preprocessing preprocessing) throws IOException {
        return collect(
                dataset,
                preprocessing,
                encoder.dimension(),
                images -> encoder.encode(images).stream().map(Embedding::vector).toList());
    }

    /**
     * The pixels of a 32 x 32 square: what an embedding has to be better than.
     *
     * @param centred in [-1, 1] rather than [0, 1]: around medium grey the cosine of two images
     *     tells their colours apart, and not only dark from bright
     */
    public static LabelledFeatures ofPixels(ImageDataset dataset, boolean centred)
            throws IOException {
        return collect(
                dataset,
                new Preprocessing(PIXELS_SIDE, PIXELS_SIDE, ResampleFilter.BICUBIC),
                PIXELS_SIDE * PIXELS_SIDE * RgbImage.CHANNELS,
                images -> images.stream().map(image -> pixels(image, centred)).toList());
    }

    private static float[] pixels(RgbImage image, boolean centred) {
        byte[] bytes = image.pixels();
        float[] values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            float value = (bytes[i] & 0xFF) / 255f;
            values[i] = centred ? 2 * value - 1 : value;
        }
        return values;
    }

    private static LabelledFeatures collect(
            ImageDataset dataset,
            Preprocessing preprocessing,
            int dimension,
            Function<List<RgbImage>, List<float[]>> features)
            throws IOException {
        requireLabels(dataset);
        LabelledFeatures collected = new LabelledFeatures(dimension, dataset.size());
        try {
            new DatasetReader(dataset, preprocessing)
                    .forEach(
                            batch -> {
                                List<float[]> rows = features.apply(batch.images());
                                for (int i = 0; i < rows.size(); i++) {
                                    String label = label(dataset, batch.indices().get(i));
                                    collected.add(rows.get(i), label);
                                }
                            });
            return collected;
        } catch (IOException | RuntimeException e) {
            collected.close();
            throw e;
        }
    }

    /** Before hours have gone into the images that have one. */
    static void requireLabels(ImageDataset dataset) {
        for (int i = 0; dataset.unlabelled() > 0 && i < dataset.size(); i++) {
            var unused = label(dataset, i);
        }
    }

    static String label(ImageDataset dataset, int index) {
        String label = dataset.location(index).label();
        if (label == null) {
            throw new IllegalArgumentException(
                    "%s has no class: put images into a folder for each class, or .cls entries into the shard"
                            .formatted(dataset.location(index).id()));
        }
        return label;
    }
}
