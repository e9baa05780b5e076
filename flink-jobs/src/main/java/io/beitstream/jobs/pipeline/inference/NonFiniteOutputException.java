package io.beitstream.jobs.pipeline.inference;

/** A network gave a value that is not a number, or infinite. */
public final class NonFiniteOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NonFiniteOutputException() {
        super("the network gave a value that is not finite");
    }
}
