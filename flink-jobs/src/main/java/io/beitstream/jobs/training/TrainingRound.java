package io.beitstream.jobs.training;

import io.beitstream.model.training.run.RunDirectory;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A round of a training run, as its operators know it: everything else they read from the run's
 * directory.
 *
 * @param directory of the run, under the same path on every machine
 * @param round from 1
 * @param trainers that work at once
 * @param devices of each trainer, as {@link io.beitstream.jobs.device.DeviceRequest} understands
 *     them
 * @param decodeThreads of each trainer
 */
public record TrainingRound(
        String directory, int round, int trainers, String devices, int decodeThreads)
        implements Serializable {
    RunDirectory run() {
        return new RunDirectory(Path.of(directory));
    }
}
