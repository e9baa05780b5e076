package io.beitstream.model.training.step;

import io.beitstream.model.script.Slot;
import java.util.Set;

/**
 * Which parameters decay: none with at most one dimension, none whose name ends in {@code .bias},
 * no position embedding and no [CLS] token (reference sections 3.9 and 5.6). The mask token and
 * relative position tables do.
 */
final class DecayRule {
    private static final Set<String> NEVER = Set.of("pos_embed", "cls_token");

    private DecayRule() {}

    static boolean decays(String name, Slot slot) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return slot.shape().length > 1 && !name.endsWith(".bias") && !NEVER.contains(last);
    }
}
