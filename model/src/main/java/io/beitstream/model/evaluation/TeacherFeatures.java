package io.beitstream.model.evaluation;

import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.task.Teacher;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a teacher gives for whole datasets, pooled in two ways.
 *
 * @param mean of all patches, as an encoder's is
 * @param quadrants the means of the four quarters of the picture, one after the other, as Coates,
 *     Lee and Ng (2011) pool
 */
public record TeacherFeatures(LabelledFeatures mean, LabelledFeatures quadrants)
        implements Closeable {
    private static final int QUARTERS = 4;

    /**
     * Reads a dataset. Images that cannot be decoded are left out.
     *
     * @throws IllegalArgumentException if an image has no label
     */
    public static TeacherFeatures of(
            ImageDataset dataset, Teacher teacher, Preprocessing preprocessing) throws IOException {
        Features.requireLabels(dataset);
        Collected collected = new Collected();
        try {
            new DatasetReader(dataset, preprocessing)
                    .forEach(
                            batch -> {
                                HostTensor pixels =
                                        PixelBatch.of(batch.images(), preprocessing.crop());
                                List<float[]> rows = quarters(teacher.targets(pixels));
                                for (int i = 0; i < rows.size(); i++) {
                                    int image = batch.indices().get(i);
                                    collected.add(
                                            rows.get(i),
                                            Features.label(dataset, image),
                                            dataset.size());
                                }
                            });
            return collected.features(dataset.size());
        } catch (IOException | RuntimeException e) {
            collected.close();
            throw e;
        }
    }

    /** Both, from the first image on, which tells how many values a feature has. */
    private static final class Collected implements Closeable {
        private @Nullable TeacherFeatures features;

        void add(float[] row, String label, int expected) throws IOException {
            int width = row.length / (QUARTERS + 1);
            if (features == null) {
                features = empty(width, expected);
            }
            features.quadrants.add(Arrays.copyOf(row, QUARTERS * width), label);
            features.mean.add(Arrays.copyOfRange(row, QUARTERS * width, row.length), label);
        }

        TeacherFeatures features(int expected) throws IOException {
            return features == null ? empty(0, expected) : features;
        }

        private static TeacherFeatures empty(int width, int expected) throws IOException {
            return new TeacherFeatures(
                    new LabelledFeatures(width, expected),
                    new LabelledFeatures(QUARTERS * width, expected));
        }

        @Override
        public void close() throws IOException {
            if (features != null) {
                features.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (mean) {
            quadrants.close();
        }
    }

    /** For each image the sums of its four quarters and of all, each over its patches' number. */
    private static List<float[]> quarters(HostTensor features) {
        int patches = Math.toIntExact(features.shape()[1]);
        int width = Math.toIntExact(features.shape()[2]);
        int side = (int) Math.round(Math.sqrt(patches));
        float[] values = features.toFloats();
        List<float[]> rows = new ArrayList<>();
        for (int b = 0; b < features.shape()[0]; b++) {
            float[] row = new float[(QUARTERS + 1) * width];
            int[] counts = new int[QUARTERS];
            for (int n = 0; n < patches; n++) {
                counts[quarter(n, side)]++;
            }
            for (int n = 0; n < patches; n++) {
                int quarter = quarter(n, side);
                for (int c = 0; c < width; c++) {
                    float value = values[(b * patches + n) * width + c];
                    row[quarter * width + c] += value / counts[quarter];
                    row[QUARTERS * width + c] += value / patches;
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static int quarter(int patch, int side) {
        return patch / side * 2 / side * 2 + patch % side * 2 / side;
    }
}
