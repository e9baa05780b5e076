package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.siglip.SiglipConfig;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.tower.TextConfig;
import org.jspecify.annotations.Nullable;

/** SigLIP, and SigLIP 2 of one resolution, as Hugging Face writes them. */
enum SiglipLayout implements EncoderLayout {
    HUGGING_FACE;

    static final double EPSILON = 1e-6;
    private static final int LIBRARY_HEADS = 12;
    private static final int LIBRARY_PAD = 1;

    private static final String POOL = "vision_model.head.";

    private static final NameTable NAMES =
            TowerNames.text(TowerNames.images(new NameTable()))
                    .row("visual.attn_pool.probe", POOL + "probe")
                    .row("visual.attn_pool.proj.", POOL + "attention.out_proj.")
                    .row("visual.attn_pool.norm.", POOL + "layernorm.")
                    .row("visual.attn_pool.mlp.", POOL + "mlp.")
                    .row("text.proj.", "text_model.head.");

    @Override
    public Family family() {
        return Family.SIGLIP;
    }

    @Override
    public HuggingFaceExport export(EncoderArchitecture sizes, StateDict state) {
        return new HuggingFaceExport(
                TwoTowerConfigs.siglip((SiglipConfig) sizes),
                "SiglipImageProcessor",
                NAMES.write(InProjection.join(state, "visual.attn_pool.", POOL + "attention.")));
    }

    @Override
    public void read(Weights weights) {
        weights.drop(name -> name.endsWith("position_ids"));
        NAMES.read(weights);
        InProjection.split(weights, POOL + "attention.", "visual.attn_pool.");
    }

    @Override
    public SiglipConfig sizes(Weights weights, ForeignConfig config, ImportOptions options) {
        ForeignConfig.Section vision = config.section("vision_config");
        return sizes(
                weights,
                vision.heads(options, LIBRARY_HEADS, weights.extent("visual.pos_embed", 2)),
                ForeignActivation.of(vision, Activation.GELU_TANH),
                vision.real("layer_norm_eps", EPSILON),
                text(weights, config));
    }

    /** The sizes, from weights under our names and what these do not tell. */
    static SiglipConfig sizes(
            Weights weights,
            int heads,
            Activation activation,
            double epsilon,
            @Nullable TextConfig text) {
        int patch = weights.extent("visual.patch_embed.proj.weight", 2);
        return new SiglipConfig(
                Architectures.gridOfPatches(weights.extent("visual.pos_embed", 1)) * patch,
                patch,
                weights.extent("visual.pos_embed", 2),
                weights.blocks("visual.blocks."),
                heads,
                weights.extent("visual.blocks.0.mlp.fc1.weight", 0),
                activation,
                epsilon,
                text);
    }

    private static @Nullable TextConfig text(Weights weights, ForeignConfig config) {
        if (!weights.has("text.token_embed")) {
            return null;
        }
        ForeignConfig.Section text = config.section("text_config");
        int width = weights.extent("text.token_embed", 1);
        return new TextConfig(
                weights.extent("text.token_embed", 0),
                weights.extent("text.pos_embed", 1),
                width,
                weights.blocks("text.blocks."),
                text.heads(ImportOptions.AUTO, LIBRARY_HEADS, width),
                weights.extent("text.blocks.0.mlp.fc1.weight", 0),
                ForeignActivation.of(text, Activation.GELU_TANH),
                text.real("layer_norm_eps", EPSILON),
                weights.extent("text.proj.weight", 0),
                true,
                false,
                -1,
                TextSettings.padToken(config, text.whole("pad_token_id", LIBRARY_PAD)),
                TextSettings.lowercase(config));
    }
}
