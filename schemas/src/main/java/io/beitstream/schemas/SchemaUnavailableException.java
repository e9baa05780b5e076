package io.beitstream.schemas;

/**
 * What is needed to read a record cannot be had now: no fault of the record, which can be read
 * later.
 */
public final class SchemaUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SchemaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
