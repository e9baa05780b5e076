package io.beitstream.model.conversion;

/** DINO's names beside ours, which are Meta's. */
final class DinoNames {
    private static final String BLOCK = "blocks.{i}.";

    private DinoNames() {}

    static NameTable metaV3() {
        return new NameTable()
                .row("register_tokens", "storage_tokens")
                .stacked(BLOCK + "mlp.w12.", BLOCK + "mlp.w1.", BLOCK + "mlp.w2.");
    }

    static NameTable huggingFaceV2() {
        String layer = "encoder.layer.{i}.";
        return embeddings(attention(new NameTable(), layer))
                .row("register_tokens", "embeddings.register_tokens")
                .row("patch_embed.proj.", "embeddings.patch_embeddings.projection.")
                .row("norm.", "layernorm.")
                .row(BLOCK + "norm1.", layer + "norm1.")
                .row(BLOCK + "norm2.", layer + "norm2.")
                .row(BLOCK + "ls1.gamma", layer + "layer_scale1.lambda1")
                .row(BLOCK + "ls2.gamma", layer + "layer_scale2.lambda1")
                .row(BLOCK + "mlp.w12.", layer + "mlp.weights_in.")
                .row(BLOCK + "mlp.w3.", layer + "mlp.weights_out.")
                .row(BLOCK + "mlp.", layer + "mlp.");
    }

    /** A plain vision transformer, which the first DINO is. */
    static NameTable huggingFaceVit() {
        String layer = "encoder.layer.{i}.";
        return embeddings(attention(new NameTable(), layer))
                .row("patch_embed.proj.", "embeddings.patch_embeddings.projection.")
                .row("norm.", "layernorm.")
                .row(BLOCK + "norm1.", layer + "layernorm_before.")
                .row(BLOCK + "norm2.", layer + "layernorm_after.")
                .row(BLOCK + "mlp.fc1.", layer + "intermediate.dense.")
                .row(BLOCK + "mlp.fc2.", layer + "output.dense.");
    }

    private static NameTable attention(NameTable table, String layer) {
        String attention = layer + "attention.attention.";
        return table.stacked(
                        BLOCK + "attn.qkv.",
                        attention + "query.",
                        attention + "key.",
                        attention + "value.")
                .row(BLOCK + "attn.proj.", layer + "attention.output.dense.");
    }

    private static NameTable embeddings(NameTable table) {
        return table.row("cls_token", "embeddings.cls_token")
                .row("pos_embed", "embeddings.position_embeddings");
    }

    /**
     * @param gated whether the MLPs are SwiGLUs, of which one half bears the name that the first
     *     layer of others has
     */
    static NameTable huggingFaceV3(boolean gated) {
        String layer = "layer.{i}.";
        String attention = layer + "attention.";
        String up = layer + "mlp.up_proj.";
        NameTable table = new NameTable();
        if (gated) {
            table.stacked(BLOCK + "mlp.w12.", layer + "mlp.gate_proj.", up)
                    .row(BLOCK + "mlp.w3.", layer + "mlp.down_proj.");
        } else {
            table.row(BLOCK + "mlp.fc1.", up).row(BLOCK + "mlp.fc2.", layer + "mlp.down_proj.");
        }
        return table.row("cls_token", "embeddings.cls_token")
                .row("register_tokens", "embeddings.register_tokens")
                .row("patch_embed.proj.", "embeddings.patch_embeddings.")
                .stacked(
                        BLOCK + "attn.qkv.",
                        attention + "q_proj.",
                        attention + "k_proj.",
                        attention + "v_proj.")
                .row(BLOCK + "attn.proj.", attention + "o_proj.")
                .row(BLOCK + "norm1.", layer + "norm1.")
                .row(BLOCK + "norm2.", layer + "norm2.")
                .row(BLOCK + "ls1.gamma", layer + "layer_scale1.lambda1")
                .row(BLOCK + "ls2.gamma", layer + "layer_scale2.lambda1");
    }
}
