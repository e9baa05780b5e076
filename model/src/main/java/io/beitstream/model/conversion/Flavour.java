package io.beitstream.model.conversion;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where weights come from, told by their names (reference section 4.9). The first row that
 * recognises them counts.
 */
public enum Flavour {
    OFFICIAL_TOKENIZER(
            "official VQ-KD tokenizer", has("quantize.embedding.weight"), BeitLayout.TOKENIZER),
    HUGGING_FACE("Hugging Face BEiT", hasPrefix("beit."), BeitLayout.HUGGING_FACE),
    MMPRETRAIN(
            "MMPretrain BEiT v2",
            has("layers.0.ln1.weight").or(has("backbone.layers.0.ln1.weight")),
            BeitLayout.MMPRETRAIN),
    CLIP("OpenAI CLIP", has("visual.class_embedding"), ClipLayout.OPENAI),
    HUGGING_FACE_CLIP(
            "Hugging Face CLIP",
            has("vision_model.embeddings.class_embedding"),
            ClipLayout.HUGGING_FACE),
    HUGGING_FACE_SIGLIP(
            "Hugging Face SigLIP", has("vision_model.head.probe"), SiglipLayout.HUGGING_FACE),
    HUGGING_FACE_DINOV3_GATED(
            "Hugging Face DINOv3",
            hasBare("layer.0.mlp.gate_proj.weight"),
            DinoLayout.HUGGING_FACE_DINOV3_GATED),
    HUGGING_FACE_DINOV3(
            "Hugging Face DINOv3",
            hasBare("layer.0.attention.q_proj.weight"),
            DinoLayout.HUGGING_FACE_DINOV3),
    HUGGING_FACE_DINOV2(
            "Hugging Face DINOv2",
            hasBare("encoder.layer.0.layer_scale1.lambda1"),
            DinoLayout.HUGGING_FACE_DINOV2),
    HUGGING_FACE_DINO(
            "Hugging Face DINO",
            hasBare("encoder.layer.0.layernorm_before.weight")
                    .and(hasBare("embeddings.position_embeddings")),
            DinoLayout.HUGGING_FACE_DINO),
    TIMM_CLIP("timm CLIP image tower", has("norm_pre.weight"), TimmLayout.CLIP),
    TIMM_SIGLIP("timm SigLIP image tower", has("attn_pool.latent"), TimmLayout.SIGLIP),
    TIMM_DINOV3("timm DINOv3", has("reg_token").and(has("blocks.0.gamma_1")), TimmLayout.DINOV3),
    OFFICIAL_PRETRAINING(
            "official BEiT v2 pretraining model", has("lm_head.weight"), BeitLayout.OFFICIAL),
    DINOV3("DINOv3", has("rope_embed.periods").or(has("storage_tokens")), DinoLayout.META_DINOV3),
    DINOV2(
            "DINOv2",
            has("blocks.0.ls1.gamma").or(has("blocks.0.0.ls1.gamma")),
            DinoLayout.META_DINOV2),
    DINO("DINO", has("blocks.0.attn.qkv.bias"), DinoLayout.META_DINO),
    OFFICIAL_FEATURES(
            "official or timm feature model", has("blocks.0.attn.q_bias"), BeitLayout.OFFICIAL);

    private final String description;
    private final Predicate<Set<String>> recognises;
    private final Layout layout;

    Flavour(String description, Predicate<Set<String>> recognises, Layout layout) {
        this.description = description;
        this.recognises = recognises;
        this.layout = layout;
    }

    public String description() {
        return description;
    }

    /** How the weights are written. */
    Layout layout() {
        return layout;
    }

    private static Predicate<Set<String>> has(String name) {
        return names -> names.contains(name);
    }

    private static Predicate<Set<String>> hasBare(String name) {
        List<String> full =
                DinoLayout.MODELS.stream()
                        .map(model -> model.isEmpty() ? name : model + "." + name)
                        .toList();
        return names -> full.stream().anyMatch(names::contains);
    }

    private static Predicate<Set<String>> hasPrefix(String prefix) {
        return names -> names.stream().anyMatch(name -> name.startsWith(prefix));
    }

    /**
     * The flavour of these names.
     *
     * @throws IllegalArgumentException showing some of the names, if none fits
     */
    static Flavour of(Set<String> names) {
        for (Flavour flavour : values()) {
            if (flavour.recognises.test(names)) {
                return flavour;
            }
        }
        throw new IllegalArgumentException(
                "the layout of its weights is not known; some of the %d keys: %s"
                        .formatted(
                                names.size(),
                                names.stream()
                                        .limit(8)
                                        .map(name -> name.substring(0, Math.min(60, name.length())))
                                        .toList()));
    }
}
