package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The choice of the blocks of a network that are computed again in the backward pass. */
public final class ActivationCheckpoints {
    private ActivationCheckpoints() {}

    /**
     * Puts them into the deepest transformer of a network in training; the others keep what they
     * compute.
     */
    public static <M extends ScriptModule> M into(M network) {
        VisionTransformer deepest = null;
        for (ScriptModule module : below("", network).values()) {
            if (module instanceof VisionTransformer transformer
                    && (deepest == null || transformer.depth() > deepest.depth())) {
                deepest = transformer;
            }
        }
        if (deepest == null || deepest.depth() < 2) {
            throw new IllegalArgumentException("the network has no blocks to compute again");
        }
        deepest.recomputeBlocks();
        return network;
    }

    /** The dotted name of the stack that is computed again; empty if there is none. */
    public static Optional<String> find(ScriptModule network) {
        return below("", network).entrySet().stream()
                .filter(entry -> entry.getValue() instanceof RecomputingStack)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<String, ScriptModule> below(String name, ScriptModule module) {
        Map<String, ScriptModule> found = new LinkedHashMap<>();
        found.put(name, module);
        String prefix = name.isEmpty() ? "" : name + ".";
        module.children().forEach((child, of) -> found.putAll(below(prefix + child, of)));
        return found;
    }
}
