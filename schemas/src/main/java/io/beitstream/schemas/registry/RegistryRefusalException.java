package io.beitstream.schemas.registry;

import java.util.Set;

/** A registry's answer that asking again would not change. */
final class RegistryRefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int SCHEMA_UNKNOWN = 40403;

    /** No subject, no version, no schema, no level of compatibility. */
    private static final Set<Integer> NOTHING_THERE = Set.of(40401, 40402, SCHEMA_UNKNOWN, 40408);

    private final int status;
    private final int code;

    /**
     * @param status of HTTP
     * @param code the registry's own; 0 if it gave none
     */
    RegistryRefusalException(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Whether the schema is not in the registry, or not in the subject. */
    boolean isOfUnknownSchema() {
        return code == SCHEMA_UNKNOWN;
    }

    /** Whether there is no such subject, version, schema or setting. */
    boolean isOfNothingThere() {
        return status == 404 && NOTHING_THERE.contains(code);
    }

    boolean isOfIncompatibleSchema() {
        return status == 409;
    }

    /** Whether it is a matter of who asks. */
    boolean isOfCredentials() {
        return status == 401 || status == 403;
    }
}
