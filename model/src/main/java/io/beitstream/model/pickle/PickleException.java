package io.beitstream.model.pickle;

/** A pickle that is broken, or asks for something that a checkpoint has no need of. */
public final class PickleException extends Exception {
    private static final long serialVersionUID = 1L;

    public PickleException(String message) {
        super(message);
    }
}
