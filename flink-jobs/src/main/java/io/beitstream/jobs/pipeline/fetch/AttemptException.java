package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.outcome.StageException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why one attempt failed: whom it says something of, and what a dead letter would say. */
final class AttemptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String errorClass;
    private final Blame blame;
    private final @Nullable Duration retryAfter;

    /**
     * @param message for producers: quotes neither an answer nor an address
     * @param retryAfter what the store asked for
     */
    AttemptException(
            Blame blame, String errorClass, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.blame = blame;
        this.errorClass = errorClass;
        this.retryAfter = retryAfter;
    }

    AttemptException(Blame blame, String errorClass, String message) {
        this(blame, errorClass, message, null);
    }

    Blame blame() {
        return blame;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The same failure, met where the store sent us to. */
    AttemptException afterRedirect() {
        return new AttemptException(blame, errorClass, "after a redirect, " + getMessage());
    }

    StageException of(URI uri, int attempts) {
        String message = PrintableUri.of(uri) + ": " + getMessage();
        return new StageException(errorClass, message, attempts);
    }
}
