package io.beitstream.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A network in training on the devices of a trainer, who owns it. Not thread-safe. The same state,
 * samples and settings give the same weights, to the bit, on the same machine.
 */
public interface TrainingSession extends AutoCloseable {
    /** Optimiser steps that the weights have taken. */
    int step();

    /** Samples that one step takes. */
    int batchSize();

    /**
     * Takes one step.
     *
     * @param batch exactly {@link #batchSize()} samples
     * @return what is worth knowing of it, by the names of {@link TrainingMetric} A step that is
     *     skipped, because its loss or gradient is no finite number, reports {@link
     *     TrainingMetric#SKIPPED_STEPS} and neither of them
     * @throws NonFiniteLossException if such a step is one too many; the session is then of no more
     *     use
     */
    Map<TrainingMetric, Double> step(List<TrainingSample> batch);

    /**
     * Saves weights, optimiser state and step.
     *
     * @throws IOException if the file cannot be written
     */
    void save(Path file) throws IOException;

    @Override
    void close();
}
