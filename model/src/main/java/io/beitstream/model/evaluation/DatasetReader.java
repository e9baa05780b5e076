package io.beitstream.model.evaluation;

import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads a dataset in batches of preprocessed squares; what cannot be decoded is counted. */
final class DatasetReader {
    private static final int BATCH = 64;

    private final ImageDataset dataset;
    private final Preprocessing preprocessing;
    private final ImageDecoder decoder = ImageDecoder.withDefaults();
    private int undecodable;

    DatasetReader(ImageDataset dataset, Preprocessing preprocessing) {
        this.dataset = dataset;
        this.preprocessing = preprocessing;
    }

    /** Images of a batch, and their places in the dataset. */
    record Batch(List<RgbImage> images, List<Integer> indices) {}

    /** Takes batches. */
    interface BatchConsumer {
        void accept(Batch batch) throws IOException;
    }

    /** Goes through the dataset once, in its own order. */
    void forEach(BatchConsumer consumer) throws IOException {
        for (int start = 0; start < dataset.size(); start += BATCH) {
            int end = Math.min(dataset.size(), start + BATCH);
            List<Optional<RgbImage>> squares;
            try {
                squares = IntStream.range(start, end).parallel().mapToObj(this::square).toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            List<RgbImage> images = new ArrayList<>();
            List<Integer> indices = new ArrayList<>();
            for (int i = 0; i < squares.size(); i++) {
                int index = start + i;
                squares.get(i)
                        .ifPresentOrElse(
                                square -> {
                                    images.add(square);
                                    indices.add(index);
                                },
                                () -> undecodable++);
            }
            if (!images.isEmpty()) {
                consumer.accept(new Batch(images, indices));
            }
        }
    }

    private Optional<RgbImage> square(int index) {
        try {
            return Optional.of(preprocessing.apply(decoder.decode(dataset.read(index))));
        } catch (ImageException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int undecodable() {
        return undecodable;
    }
}
