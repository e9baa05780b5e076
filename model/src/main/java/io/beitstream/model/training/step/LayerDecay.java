package io.beitstream.model.training.step;

import java.util.Set;

/**
 * The share of the learning rate that each layer of a pretrained transformer takes: the deeper a
 * layer lies, the less it needs to change (reference section 6.2). Layer 0 holds the patch
 * embedding, the tokens and the positions, layer i + 1 block i, and the last, which takes the full
 * rate, all the rest.
 *
 * @param decay factor from one layer to the one below it; 1 for the same rate everywhere
 * @param depth blocks of the transformer
 */
public record LayerDecay(double decay, int depth) {
    private static final Set<String> STEM =
            Set.of("cls_token", "mask_token", "pos_embed", "patch_embed");

    private static final String BLOCKS = "blocks.";

    public LayerDecay {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException(
                    "layer_decay is %s, but must lie in (0, 1]".formatted(decay));
        }
    }

    /** The layer that a parameter belongs to, by its dotted name. */
    int layer(String name) {
        int dot = name.indexOf('.');
        if (STEM.contains(dot < 0 ? name : name.substring(0, dot))) {
            return 0;
        }
        if (name.startsWith(BLOCKS)) {
            int end = name.indexOf('.', BLOCKS.length());
            return Integer.parseInt(name.substring(BLOCKS.length(), end)) + 1;
        }
        return depth + 1;
    }

    /** The share that a parameter takes. */
    double share(String name) {
        return Math.pow(decay, depth + 1 - layer(name));
    }
}
