package io.beitstream.model.conversion;

import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;

/** Biases that some DINOv3 leave out: ours are zero there. */
final class KeyBias {
    private static final String MASK = ".bias_mask";

    private KeyBias() {}

    /** Applies Meta's masks, which switch the bias of the keys off. */
    static void mask(Weights weights) {
        for (String name : weights.names()) {
            String bias = name.substring(0, Math.max(0, name.length() - "_mask".length()));
            if (name.endsWith(MASK) && weights.has(bias)) {
                float[] values = weights.get(bias).toFloats();
                float[] factors = weights.get(name).toFloats();
                for (int i = 0; i < values.length; i++) {
                    // The mask of the keys is zero, or not a number before it was ever set.
                    values[i] = factors[i] == 1 ? values[i] : 0;
                }
                weights.put(bias, HostTensor.ofFloats(values, values.length));
            }
        }
    }

    /** Adds zeros for the biases of blocks that the weights do not have. */
    static void addAbsent(Weights weights, DinoConfig sizes) {
        sizes.imageTower(Statistics.IMAGENET)
                .namedSlots()
                .forEach(
                        (name, slot) -> {
                            boolean ofBlock =
                                    name.startsWith("blocks.")
                                            && name.endsWith(".bias")
                                            && !name.contains(".norm");
                            if (ofBlock && !weights.has(name)) {
                                weights.put(name, HostTensor.zeros(slot.shape()));
                            }
                        });
    }

    /** Whether any block's keys have a bias that is not zero. */
    static boolean isUsed(StateDict state) {
        for (String name : state.names()) {
            if (name.endsWith(".attn.qkv.bias")) {
                for (float value : StackedTensor.parts(state.get(name), 3).get(1).toFloats()) {
                    if (value != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
