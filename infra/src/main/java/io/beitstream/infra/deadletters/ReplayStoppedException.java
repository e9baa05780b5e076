package io.beitstream.infra.deadletters;

/** A replay that cannot go on; what it has published is published, and nothing is half done. */
public final class ReplayStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
