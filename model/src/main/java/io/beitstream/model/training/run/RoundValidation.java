package io.beitstream.model.training.run;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Measures a round before it is published. */
public interface RoundValidation {
    /**
     * The figures of a round.
     *
     * @param model that comes of the state
     */
    Map<TrainingMetric, Double> of(TrainingState state, Path model) throws IOException;
}
