package io.beitstream.model.checkpoint;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.vqkd.VqkdConfig;
import java.util.Map;

/** Architectures by name: the published ones, and one small enough for a laptop. */
public enum ModelPreset {
    /** 64 x 64 images, patch 8, width 192, 6 blocks; 512 codes. */
    TINY(
            new VqkdConfig(64, 8, 192, 6, 3, 1, 512, 32, 96, 0.99, 4),
            new BeitConfig(64, 8, 192, 6, 3, 0.1, false, true, false, true, 0, 4, 1e-6)),
    /**
     * ViT-B/16 at 224; the tokenizer with three decoder blocks and a CLIP teacher's 512 dimensions.
     */
    BASE(
            new VqkdConfig(224, 16, 768, 12, 12, 3, 8192, 32, 512, 0.99, 4),
            new BeitConfig(224, 16, 768, 12, 12, 0.1, false, true, false, true, 0, 4, 1e-6)),
    /** ViT-L/16 at 224; its tokenizer is the base one, as in the published models. */
    LARGE(
            new VqkdConfig(224, 16, 768, 12, 12, 3, 8192, 32, 512, 0.99, 4),
            new BeitConfig(224, 16, 1024, 24, 16, 1e-5, false, true, false, true, 0, 4, 1e-6));

    private final VqkdConfig tokenizer;
    private final BeitConfig encoder;

    ModelPreset(VqkdConfig tokenizer, BeitConfig encoder) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    /** The sizes of its tokenizer. */
    public VqkdConfig tokenizerArchitecture() {
        return tokenizer;
    }

    /** The sizes of its encoder. */
    public BeitConfig encoderArchitecture() {
        return encoder;
    }

    public TokenizerConfig tokenizer(String name, Map<String, String> provenance) {
        return new TokenizerConfig(
                ModelConfig.FORMAT_VERSION,
                name,
                tokenizer,
                Preprocessing.ofInputSize(tokenizer.imgSize()),
                provenance);
    }

    public EncoderConfig encoder(String name, Map<String, String> provenance) {
        return EncoderConfig.ofBeit(
                name, encoder, Preprocessing.ofInputSize(encoder.imgSize()), provenance);
    }
}
