package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;

/**
 * The position of [CLS], which timm adds to the token itself in models with registers: ours is zero
 * there.
 */
final class ClassPosition {
    private static final String POSITIONS = "pos_embed";

    private ClassPosition() {}

    static void addAbsent(Weights weights) {
        if (!weights.has(POSITIONS)) {
            return;
        }
        int tokens = weights.extent(POSITIONS, 1);
        int side = (int) Math.round(Math.sqrt(tokens));
        if (side * side == tokens) {
            HostTensor patches = weights.get(POSITIONS);
            int width = weights.extent(POSITIONS, 2);
            float[] all = new float[(1 + tokens) * width];
            System.arraycopy(patches.toFloats(), 0, all, width, tokens * width);
            weights.put(POSITIONS, HostTensor.ofFloats(all, 1, 1 + tokens, width));
        }
    }
}
