package io.beitstream.model.evaluation;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Features of whole datasets. Images that cannot be decoded are left out. */
public final class Features {
    /** Pixels are compared at this side. */
    private static final int PIXELS_SIDE = 32;

    /** ImageNet's mean colour, so that the baseline is not one of brightness alone. */
    private static final float[] MEAN = {.485f, .456f, .406f};

    private static final float[] STD = {.229f, .224f, .225f};

    private Features() {}

    /**
     * Embeddings of an encoder.
     *
     * @throws IllegalArgumentException if an image has no label
     */
    public static LabelledFeatures ofEncoder(ImageDataset dataset, Encoder encoder)
            throws IOException {
        return collect(
                dataset,
                encoder.preprocessing(),
                encoder.dimension(),
                images -> encoder.encode(images).stream().map(Embedding::vector).toList());
    }

    /** Normalised pixels of a 32 x 32 square: what an embedding has to be better than. */
    public static LabelledFeatures ofPixels(ImageDataset dataset) throws IOException {
        return collect(
                dataset,
                new Preprocessing(PIXELS_SIDE, PIXELS_SIDE, ResampleFilter.BICUBIC),
                PIXELS_SIDE * PIXELS_SIDE * RgbImage.CHANNELS,
                images -> images.stream().map(Features::pixels).toList());
    }

    private static float[] pixels(RgbImage image) {
        byte[] bytes = image.pixels();
        float[] values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i % RgbImage.CHANNELS;
            values[i] = ((bytes[i] & 0xFF) / 255f - MEAN[channel]) / STD[channel];
        }
        return values;
    }

    private static LabelledFeatures collect(
            ImageDataset dataset,
            Preprocessing preprocessing,
            int dimension,
            Function<List<RgbImage>, List<float[]>> features)
            throws IOException {
        List<float[]> rows = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        new DatasetReader(dataset, preprocessing)
                .forEach(
                        batch -> {
                            rows.addAll(features.apply(batch.images()));
                            batch.indices().forEach(i -> labels.add(label(dataset, i)));
                        });
        float[] values = new float[rows.size() * dimension];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * dimension, dimension);
        }
        return new LabelledFeatures(dimension, values, labels);
    }

    private static String label(ImageDataset dataset, int index) {
        String label = dataset.location(index).label();
        if (label == null) {
            throw new IllegalArgumentException(
                    "%s has no class: put images into a folder for each class, or .cls entries into the shard"
                            .formatted(dataset.location(index).id()));
        }
        return label;
    }
}
