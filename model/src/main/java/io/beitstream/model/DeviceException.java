package io.beitstream.model;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the device: it, and neither the model nor the image, is to blame. The same call may
 * succeed later, on another device, or with a smaller batch.
 */
public final class DeviceException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** The ways in which a device fails. */
    public enum Kind {
        /** It is not there, or its libraries are not. */
        UNAVAILABLE,
        /** Its memory did not suffice for this call. */
        OUT_OF_MEMORY,
        /** It failed; nothing that this process does on it will succeed any more. */
        LOST
    }

    private final Kind kind;

    public DeviceException(Kind kind, String message) {
        this(kind, message, null);
    }

    public DeviceException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
