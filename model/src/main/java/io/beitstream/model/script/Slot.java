package io.beitstream.model.script;

import io.beitstream.model.tensor.Initializer;

/**
 * A named tensor of a module.
 *
 * @param role whether it is learned, saved, or computed from the architecture alone
 * @param castable whether a half-precision archive stores it in half precision
 */
public record Slot(String name, long[] shape, Initializer initializer, Role role, boolean castable) {
    /** What a tensor is to its module. */
    public enum Role {
        /** Learned or at least saved; listed by {@code parameters()} in Python. */
        PARAMETER,
        /** Saved state that no gradient reaches. */
        BUFFER,
        /** Follows from the architecture: written into archives and exports, never read from a checkpoint. */
        DERIVED
    }
}
