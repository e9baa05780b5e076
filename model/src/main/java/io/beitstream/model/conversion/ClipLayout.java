package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.tower.TextConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CLIP as Hugging Face and as OpenAI write it. */
enum ClipLayout implements EncoderLayout {
    HUGGING_FACE(huggingFaceNames()) {
        @Override
        void prepare(Weights weights) {
            weights.drop(name -> name.endsWith("position_ids"));
        }

        @Override
        public HuggingFaceExport export(EncoderArchitecture sizes, StateDict state) {
            return new HuggingFaceExport(
                    TwoTowerConfigs.clip((ClipConfig) sizes),
                    "CLIPImageProcessor",
                    names().write(state));
        }
    },
    OPENAI(openAiNames()) {
        @Override
        void prepare(Weights weights) {
            // Facts of the network, which lie among the weights in OpenAI's archives.
            List<String> facts = List.of("input_resolution", "context_length", "vocab_size");
            weights.drop(facts::contains);
            for (String name : new String[] {"visual.proj", "text_projection"}) {
                if (weights.has(name)) {
                    weights.put(name, weights.remove(name).transposed());
                }
            }
        }
    };

    static final double EPSILON = 1e-5;
    private static final int LIBRARY_EOS = 49407;

    private final NameTable names;

    ClipLayout(NameTable names) {
        this.names = names;
    }

    abstract void prepare(Weights weights);

    final NameTable names() {
        return names;
    }

    @Override
    public Family family() {
        return Family.CLIP;
    }

    @Override
    public void read(Weights weights) {
        prepare(weights);
        names.read(weights);
    }

    private static NameTable huggingFaceNames() {
        return TowerNames.text(TowerNames.images(new NameTable()))
                .widened(2, "visual.cls_token", "vision_model.embeddings.class_embedding")
                .row("visual.norm_pre.", "vision_model.pre_layrnorm.")
                .row("visual.proj.weight", "visual_projection.weight")
                .row("text.proj.weight", "text_projection.weight")
                .widened(1, "logit_scale", "logit_scale");
    }

    private static NameTable openAiNames() {
        NameTable table = new NameTable();
        blocks(table, "visual.blocks.{i}.", "visual.transformer.resblocks.{i}.");
        blocks(table, "text.blocks.{i}.", "transformer.resblocks.{i}.");
        return table.widened(2, "visual.cls_token", "visual.class_embedding")
                .widened(1, "visual.pos_embed", "visual.positional_embedding")
                .row("visual.patch_embed.proj.weight", "visual.conv1.weight")
                .row("visual.norm_pre.", "visual.ln_pre.")
                .row("visual.norm.", "visual.ln_post.")
                .row("visual.proj.weight", "visual.proj")
                .row("text.token_embed", "token_embedding.weight")
                .widened(1, "text.pos_embed", "positional_embedding")
                .row("text.norm.", "ln_final.")
                .row("text.proj.weight", "text_projection")
                .widened(1, "logit_scale", "logit_scale");
    }

    private static void blocks(NameTable table, String ours, String theirs) {
        table.row(ours + "attn.qkv.weight", theirs + "attn.in_proj_weight")
                .row(ours + "attn.qkv.bias", theirs + "attn.in_proj_bias")
                .row(ours + "attn.proj.", theirs + "attn.out_proj.")
                .row(ours + "norm1.", theirs + "ln_1.")
                .row(ours + "norm2.", theirs + "ln_2.")
                .row(ours + "mlp.fc1.", theirs + "mlp.c_fc.")
                .row(ours + "mlp.fc2.", theirs + "mlp.c_proj.");
    }

    @Override
    public ClipConfig sizes(Weights weights, ForeignConfig config, ImportOptions options) {
        ForeignConfig.Section vision = config.section("vision_config");
        return sizes(
                weights,
                vision.heads(options, 12, weights.extent("visual.cls_token", 2)),
                ForeignActivation.of(vision, Activation.QUICK_GELU),
                vision.real("layer_norm_eps", EPSILON),
                text(weights, config, weights.extent("visual.proj.weight", 0)));
    }

    /** The sizes, from weights under our names and what these do not tell. */
    static ClipConfig sizes(
            Weights weights,
            int heads,
            Activation activation,
            double epsilon,
            @Nullable TextConfig text) {
        int patch = weights.extent("visual.patch_embed.proj.weight", 2);
        return new ClipConfig(
                Architectures.gridOfTokens(weights.extent("visual.pos_embed", 1)) * patch,
                patch,
                weights.extent("visual.cls_token", 2),
                weights.blocks("visual.blocks."),
                heads,
                weights.extent("visual.blocks.0.mlp.fc1.weight", 0),
                activation,
                epsilon,
                weights.extent("visual.proj.weight", 0),
                text);
    }

    private static @Nullable TextConfig text(Weights weights, ForeignConfig config, int output) {
        if (!weights.has("text.token_embed")) {
            return null;
        }
        ForeignConfig.Section text = config.section("text_config");
        int width = weights.extent("text.token_embed", 1);
        int vocabulary = weights.extent("text.token_embed", 0);
        int eos = text.whole("eos_token_id", vocabulary > LIBRARY_EOS ? LIBRARY_EOS : 2);
        // Old files say 2 and mean the highest token, which ends every text.
        int ending = eos == 2 ? vocabulary - 1 : eos;
        return new TextConfig(
                vocabulary,
                weights.extent("text.pos_embed", 1),
                width,
                weights.blocks("text.blocks."),
                text.heads(ImportOptions.AUTO, 8, width),
                weights.extent("text.blocks.0.mlp.fc1.weight", 0),
                ForeignActivation.of(text, Activation.QUICK_GELU),
                text.real("layer_norm_eps", EPSILON),
                output,
                false,
                true,
                ending,
                TextSettings.padToken(config, ending),
                TextSettings.lowercase(config));
    }
}
