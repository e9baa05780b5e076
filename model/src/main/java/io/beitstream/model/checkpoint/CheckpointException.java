package io.beitstream.model.checkpoint;

import java.nio.file.Path;

/** A weight file or model directory cannot be used. The message names it and says why. */
public final class CheckpointException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 1500;

    public CheckpointException(Path file, String problem) {
        super(file + ": " + shortened(problem));
    }

    /** Names of tensors stand in messages, and a hostile file's may be as long as the file. */
    private static String shortened(String problem) {
        return problem.length() <= MAX_LENGTH ? problem : problem.substring(0, MAX_LENGTH) + " ...";
    }
}
