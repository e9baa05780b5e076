package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;

/**
 * A pretraining model's weights become a feature model's (reference section 4.9, steps 6 and 7).
 */
final class SharedTable {
    private static final String TABLE = "relative_position_bias_table";
    private static final String SHARED = "rel_pos_bias." + TABLE;

    private SharedTable() {}

    /** Copies the shared table to every block. */
    static void expand(Weights weights) {
        if (!weights.has(SHARED)) {
            return;
        }
        HostTensor table = weights.remove(SHARED);
        int depth = weights.blocks("blocks.");
        for (int i = 0; i < depth; i++) {
            weights.put("blocks." + i + ".attn." + TABLE, table);
        }
        weights.noteDerived("each block's relative position table, from the shared one");
    }

    /** Leaves out what only predicts codes; the trained final norm stays. */
    static void dropHeads(Weights weights) {
        weights.drop(
                name ->
                        name.equals("mask_token")
                                || name.startsWith("lm_head.")
                                || name.startsWith("cls_pt_"));
    }
}
