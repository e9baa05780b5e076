package io.beitstream.jobs.training;

import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.StepMetrics;
import java.util.List;

/** Is told how a run goes. */
public interface TrainingListener {
    /**
     * The run begins, or goes on.
     *
     * @param step steps taken so far
     */
    void started(RunDescription run, int step);

    /**
     * Some more is known.
     *
     * @param steps what the run has reported so far, the round under way included: of many steps
     *     means of neighbours, and always the last
     */
    void progressed(RunDescription run, List<StepMetrics> steps);

    /**
     * A round has been published.
     *
     * @param steps those of the round, as they stay
     */
    default void published(RunDescription run, List<StepMetrics> steps) {}

    /** The run is over; {@code steps} is what it reported, as in {@link #progressed}. */
    void finished(RunDescription run, List<StepMetrics> steps);
}
