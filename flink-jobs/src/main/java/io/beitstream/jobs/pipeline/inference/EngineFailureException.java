package io.beitstream.jobs.pipeline.inference;

/**
 * A network that fails on what is known to be good, or does not answer: the device or the process
 * is broken, not the image. The job must fail and start again, on a fresh engine; a dead letter
 * would blame, and lose, sound images.
 */
public final class EngineFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineFailureException(String message, Throwable cause) {
        super(message, cause);
    }

    public EngineFailureException(String message) {
        super(message);
    }

    static EngineFailureException onGoodImage(Throwable cause) {
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new EngineFailureException("the network fails on a known-good image: " + why, cause);
    }
}
