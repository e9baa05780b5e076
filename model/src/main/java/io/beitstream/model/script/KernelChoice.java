package io.beitstream.model.script;

import java.util.function.Predicate;

/**
 * Which kernels compute the matrix products of which layers.
 *
 * @param layers by their dotted names; the others ask for those that libtorch takes by itself
 */
public record KernelChoice(Kernels kernels, Predicate<String> layers) {
    /** libtorch's own throughout. */
    public static final KernelChoice PLAIN = everywhere(Kernels.PLAIN);

    /** The same for all layers that can. */
    public static KernelChoice everywhere(Kernels kernels) {
        return new KernelChoice(kernels, layer -> true);
    }
}
