package io.beitstream.model.evaluation;

import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.task.Teacher;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a teacher gives for whole datasets, pooled in two ways.
 *
 * @param mean of all patches, as an encoder's is
 * @param quadrants the means of the four quarters of the picture, one after the other, as Coates,
 *     Lee and Ng (2011) pool
 */
public record TeacherFeatures(LabelledFeatures mean, LabelledFeatures quadrants) {
    private static final int QUARTERS = 4;

    /**
     * Reads a dataset. Images that cannot be decoded are left out.
     *
     * @throws IllegalArgumentException if an image has no label
     */
    public static TeacherFeatures of(
            ImageDataset dataset, Teacher teacher, Preprocessing preprocessing) throws IOException {
        List<float[]> rows = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        new DatasetReader(dataset, preprocessing)
                .forEach(
                        batch -> {
                            rows.addAll(
                                    quarters(
                                            teacher.targets(
                                                    PixelBatch.of(
                                                            batch.images(),
                                                            preprocessing.crop()))));
                            batch.indices().forEach(i -> labels.add(Features.label(dataset, i)));
                        });
        int width = rows.isEmpty() ? 0 : rows.get(0).length / (QUARTERS + 1);
        return new TeacherFeatures(
                part(rows, labels, QUARTERS * width, width),
                part(rows, labels, 0, QUARTERS * width));
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

    private static LabelledFeatures part(
            List<float[]> rows, List<String> labels, int from, int width) {
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), from, values, i * width, width);
        }
        return new LabelledFeatures(width, values, labels);
    }
}
