package io.beitstream.model.checkpoint;

import java.nio.file.Path;

/** A weight file or model directory cannot be used. The message names it and says why. */
public final class CheckpointException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
