package io.beitstream.model.conversion;

/** The rows that Hugging Face's CLIP and SigLIP have in common. */
final class TowerNames {
    private TowerNames() {}

    /** The blocks of a tower, and its queries, keys and values in one. */
    static NameTable blocks(NameTable table, String ours, String theirs) {
        String our = ours + ".blocks.{i}.";
        String their = theirs + ".encoder.layers.{i}.";
        return table.row(our + "norm1.", their + "layer_norm1.")
                .stacked(
                        our + "attn.qkv.",
                        their + "self_attn.q_proj.",
                        their + "self_attn.k_proj.",
                        their + "self_attn.v_proj.")
                .row(our + "attn.proj.", their + "self_attn.out_proj.")
                .row(our + "norm2.", their + "layer_norm2.")
                .row(our + "mlp.", their + "mlp.");
    }

    /** A text tower but for its last projection. */
    static NameTable text(NameTable table) {
        return blocks(table, "text", "text_model")
                .row("text.token_embed", "text_model.embeddings.token_embedding.weight")
                .widened(1, "text.pos_embed", "text_model.embeddings.position_embedding.weight")
                .row("text.norm.", "text_model.final_layer_norm.");
    }

    /** What an image tower's embedding and last norm are called. */
    static NameTable images(NameTable table) {
        return blocks(table, "visual", "vision_model")
                .row("visual.patch_embed.proj.", "vision_model.embeddings.patch_embedding.")
                .widened(1, "visual.pos_embed", "vision_model.embeddings.position_embedding.weight")
                .row("visual.norm.", "vision_model.post_layernorm.");
    }
}
