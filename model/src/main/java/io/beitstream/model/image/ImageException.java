package io.beitstream.model.image;

/**
 * Bytes that do not become an image. The message says why, in words for the person who sent them.
 */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kinds of refusal. */
    public enum Reason {
        EMPTY,
        TOO_LARGE,
        TOO_COMPLEX,
        UNSUPPORTED_FORMAT,
        TRUNCATED,
        CORRUPT,
        TIMED_OUT,
        CANCELLED
    }

    private final Reason reason;

    public ImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
