package io.beitstream.model.script;

import io.beitstream.model.tensor.Initializer;

/**
 * A named tensor of a module.
 *
 * @param role whether it is learned, saved, or computed from the architecture alone
 * @param castable whether a half-precision archive stores it in half precision
 */
public record Slot(
        String name, long[] shape, Initializer initializer, Role role, boolean castable) {
    /** The part that a tensor plays in its module. */
    public enum Role {
        /** Learned by gradient. */
        PARAMETER,
        /** A parameter in Python's eyes that no gradient reaches. */
        FROZEN,
        /** Saved state that is not a parameter. */
        BUFFER,
        /**
         * Follows from the architecture: written into archives and exports, never read from a
         * checkpoint.
         */
        DERIVED
    }
}
