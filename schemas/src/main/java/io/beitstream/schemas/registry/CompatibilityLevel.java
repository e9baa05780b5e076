package io.beitstream.schemas.registry;

/** What a registry asks of a subject's next schema. */
public enum CompatibilityLevel {
    NONE,
    BACKWARD,
    BACKWARD_TRANSITIVE,
    FORWARD,
    FORWARD_TRANSITIVE,
    FULL,
    /** What the schemas here promise: each version reads every other. */
    FULL_TRANSITIVE
}
