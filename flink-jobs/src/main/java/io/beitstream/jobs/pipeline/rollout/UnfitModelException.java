package io.beitstream.jobs.pipeline.rollout;

/** A model that must not take the place of another; the message says why. */
public final class UnfitModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnfitModelException(String message) {
        super(message);
    }

    public UnfitModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
