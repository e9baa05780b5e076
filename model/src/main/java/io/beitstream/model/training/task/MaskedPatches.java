package io.beitstream.model.training.task;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;

/** The masks of a batch as the numbers of the patches that they hide. */
final class MaskedPatches {
    private MaskedPatches() {}

    /**
     * Row-major numbers in ascending order, int64 {@code (B, M)}.
     *
     * @param patches of an image
     * @throws IllegalArgumentException if a mask is of another grid, or hides another number of
     *     patches than the first
     */
    static HostTensor of(List<TrainingSample> samples, int patches) {
        int[][] hidden = new int[samples.size()][];
        for (int i = 0; i < hidden.length; i++) {
            boolean[] mask = samples.get(i).mask();
            if (mask == null || mask.length != patches) {
                throw new IllegalArgumentException(
                        "the tokenizer gives %d codes an image, the mask does not have as many patches: both must use one grid"
                                .formatted(patches));
            }
            hidden[i] = hidden(mask);
            if (hidden[i].length != hidden[0].length) {
                throw new IllegalArgumentException(
                        "the masks of a batch must hide the same number of patches, not %d and %d"
                                .formatted(hidden[0].length, hidden[i].length));
            }
        }
        int width = hidden[0].length;
        long[] rows = new long[hidden.length * width];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = hidden[i / width][i % width];
        }
        return HostTensor.ofLongs(rows, hidden.length, width);
    }

    private static int[] hidden(boolean[] mask) {
        int[] numbers = new int[mask.length];
        int count = 0;
        for (int n = 0; n < mask.length; n++) {
            if (mask[n]) {
                numbers[count++] = n;
            }
        }
        return Arrays.copyOf(numbers, count);
    }
}
