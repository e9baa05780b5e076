package io.beitstream.model.training.data;

import java.util.SplittableRandom;

/**
 * The order in which a dataset is gone through: a permutation for each epoch, a function of (seed,
 * epoch). Keeps the last epoch's; not thread-safe.
 */
public final class SampleOrder {
    private final long seed;
    private final int size;
    private int epoch = -1;
    private int[] permutation = {};

    public SampleOrder(long seed, int size) {
        this.seed = seed;
        this.size = size;
    }

    /** The index of the sample at a place in an epoch, {@code 0 <= place < size}. */
    public int index(int wantedEpoch, int place) {
        if (wantedEpoch != epoch) {
            permutation = shuffled(wantedEpoch);
            epoch = wantedEpoch;
        }
        return permutation[place];
    }

    private int[] shuffled(int ofEpoch) {
        SplittableRandom random = Seeds.random(seed, Seeds.ORDER, ofEpoch, 0);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
