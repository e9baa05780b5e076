package io.beitstream.jobs.pipeline;

import io.beitstream.schemas.Stage;

/** Hears what happens to images in stages; counts, in a job. Called by any thread. */
public interface StageListener {
    /** Hears nothing. */
    StageListener NONE = new StageListener() {};

    /** An image has arrived; failures of earlier stages do not arrive anywhere. */
    default void entered(Stage stage) {}

    /** An image has left, once for each that arrived, however late its result. */
    default void left(Stage stage, long nanos, boolean well) {}

    /** An image has been through a batch. */
    default void batched(Stage stage, int batchSize, long queueNanos, long runNanos) {}
}
