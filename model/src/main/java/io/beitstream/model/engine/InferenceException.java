package io.beitstream.model.engine;

/** The engine failed on a batch; the message is libtorch's. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
