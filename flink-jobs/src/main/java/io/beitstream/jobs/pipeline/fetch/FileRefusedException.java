package io.beitstream.jobs.pipeline.fetch;

import java.io.IOException;

/** What a URI names is not a file below an allowed root. */
public final class FileRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message for producers: quotes no path
     */
    public FileRefusedException(String message) {
        super(message);
    }
}
