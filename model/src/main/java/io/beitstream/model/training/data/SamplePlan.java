package io.beitstream.model.training.data;

/**
 * The choice of the samples that a trainer takes in a step. All trainers share one order; in each
 * step every one of them takes the next {@code batchSize} samples of it in turn, and what does not
 * fill a step of all trainers at the end of an epoch is left out.
 *
 * @param samples of the dataset
 * @param batchSize samples a trainer takes in one step
 */
public record SamplePlan(int samples, int batchSize, int trainers) {
    public SamplePlan {
        if (batchSize < 1 || trainers < 1) {
            throw new IllegalArgumentException("batch size and trainers must be at least 1");
        }
        if (samples < (long) batchSize * trainers) {
            throw new IllegalArgumentException(
                    "%d samples do not fill one step of %d: lower the batch size or the number of trainers, or bring more data"
                            .formatted(samples, (long) batchSize * trainers));
        }
    }

    /** Optimiser steps that every trainer takes in an epoch. */
    public int stepsPerEpoch() {
        return samples / (batchSize * trainers);
    }

    /** The epoch that a step belongs to, both counted from 0. */
    public int epoch(int step) {
        return step / stepsPerEpoch();
    }

    /** The place in its epoch of a trainer's sample {@code slot} of a step. */
    public int place(int step, int trainer, int slot) {
        return (step % stepsPerEpoch()) * batchSize * trainers + trainer * batchSize + slot;
    }
}
