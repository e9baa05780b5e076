package io.beitstream.model;

/** A device that cannot work: it is not there (yet), its memory is full, or it was lost. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the device. */
    public enum Kind {
        UNAVAILABLE,
        OUT_OF_MEMORY,
        LOST
    }

    private final Kind kind;

    public DeviceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public DeviceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
