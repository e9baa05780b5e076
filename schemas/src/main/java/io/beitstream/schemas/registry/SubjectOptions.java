package io.beitstream.schemas.registry;

import java.util.Optional;

/**
 * What subjects are called, and what they demand of schemas to come.
 *
 * @param compatibility that every subject written to must have; empty to take what is there, and
 *     {@link CompatibilityLevel#FULL_TRANSITIVE} for new ones
 */
public record SubjectOptions(SubjectNaming naming, Optional<CompatibilityLevel> compatibility) {
    public static final SubjectOptions DEFAULTS =
            new SubjectOptions(SubjectNaming.TOPIC, Optional.empty());
}
