package io.beitstream.schemas.registry;

/** A registry that answers has no Avro schema for a record: the record cannot be read. */
final class UnknownSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String message) {
        super(message);
    }
}
