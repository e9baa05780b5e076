package io.beitstream.infra.training;

import io.beitstream.model.training.run.KeepConfig;
import io.beitstream.model.training.run.RunChange;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.ValidationConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.util.List;

/**
 * What is asked of a run.
 *
 * @param data where the images are, as the user named it
 */
public record RunRequest(
        TrainingConfig config, String data, ValidationConfig validation, KeepConfig keep) {
    RunDescription describe(int samples, List<RunChange> changes) {
        return new RunDescription(config, data, samples, validation, keep, changes);
    }
}
