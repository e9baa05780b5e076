package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.schemas.Stage;

/** The error of one image, with the stage it happened at. */
final class StagedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final StageException error;

    StagedException(Stage stage, StageException error) {
        super(error);
        this.stage = stage;
        this.error = error;
    }

    Stage stage() {
        return stage;
    }

    StageException error() {
        return error;
    }
}
