package io.beitstream.jobs.training;

import io.beitstream.model.run.RunDirectory;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A round of a training run, as its operators know it: everything else they read from the run's
 * directory.
 *
 * @param directory of the run, under the same path on every machine
 * @param round from 1
 * @param trainers that work at once
 * @param device {@code cpu}, {@code gpu} (trainers spread over those there are) or {@code gpu:N}
 * @param decodeThreads of each trainer
 */
public record TrainingRound(
        String directory, int round, int trainers, String device, int decodeThreads)
        implements Serializable {
    RunDirectory run() {
        return new RunDirectory(Path.of(directory));
    }
}
