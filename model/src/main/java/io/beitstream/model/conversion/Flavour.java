package io.beitstream.model.conversion;

import java.util.Set;

/** Where weights come from, told by their names (reference section 4.9). */
public enum Flavour {
    OFFICIAL_TOKENIZER("official VQ-KD tokenizer"),
    OFFICIAL_PRETRAINING("official BEiT v2 pretraining model"),
    OFFICIAL_FEATURES("official or timm feature model"),
    HUGGING_FACE("Hugging Face BEiT"),
    MMPRETRAIN("MMPretrain BEiT v2"),
    CLIP("OpenAI CLIP visual tower"),
    DINO("DINO");

    private final String description;

    Flavour(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    /**
     * The flavour of these names.
     *
     * @throws IllegalArgumentException showing some of the names, if none fits
     */
    static Flavour of(Set<String> names) {
        if (names.contains("quantize.embedding.weight")) {
            return OFFICIAL_TOKENIZER;
        } else if (names.stream().anyMatch(name -> name.startsWith("beit."))) {
            return HUGGING_FACE;
        } else if (names.contains("layers.0.ln1.weight")
                || names.contains("backbone.layers.0.ln1.weight")) {
            return MMPRETRAIN;
        } else if (names.contains("visual.class_embedding")) {
            return CLIP;
        } else if (names.contains("lm_head.weight")) {
            return OFFICIAL_PRETRAINING;
        } else if (names.contains("blocks.0.attn.qkv.bias")) {
            return DINO;
        } else if (names.contains("blocks.0.attn.q_bias")) {
            return OFFICIAL_FEATURES;
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
