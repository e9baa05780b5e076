package io.beitstream.jobs.inference;

/**
 * The network fails on inputs that are known to be good: the device or the process is broken, not
 * the image. The job must fail and start again from its checkpoint; a dead letter would blame, and
 * lose, sound images.
 */
public final class EngineFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineFailureException(Throwable cause) {
        super("the network fails on a known-good image: " + cause, cause);
    }
}
