package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.layers.Activation;

/** Image towers as timm writes them. */
enum TimmLayout implements EncoderLayout {
    CLIP(Family.CLIP) {
        @Override
        public void read(Weights weights) {
            weights.removeZero("head.bias", "CLIP");
            new NameTable().row("proj.weight", "head.weight").read(weights);
            weights.rename(name -> "visual." + name);
        }

        @Override
        public EncoderArchitecture sizes(
                Weights weights, ForeignConfig config, ImportOptions options) {
            int width = weights.extent("visual.cls_token", 2);
            return ClipLayout.sizes(
                    weights,
                    config.timmHeads(options, width),
                    activation(config),
                    ClipLayout.EPSILON,
                    null);
        }
    },
    SIGLIP(Family.SIGLIP) {
        @Override
        public void read(Weights weights) {
            new NameTable().row("attn_pool.probe", "attn_pool.latent").read(weights);
            weights.drop(name -> name.startsWith("head."));
            weights.rename(name -> "visual." + name);
        }

        @Override
        public EncoderArchitecture sizes(
                Weights weights, ForeignConfig config, ImportOptions options) {
            int width = weights.extent("visual.pos_embed", 2);
            return SiglipLayout.sizes(
                    weights,
                    config.timmHeads(options, width),
                    activation(config),
                    SiglipLayout.EPSILON,
                    null);
        }
    },
    DINOV3(Family.DINOV3) {
        @Override
        public void read(Weights weights) {
            weights.drop(name -> name.startsWith("head.") || name.startsWith("rope."));
            String block = "blocks.{i}.";
            new NameTable()
                    .row("register_tokens", "reg_token")
                    .row(block + "ls1.gamma", block + "gamma_1")
                    .row(block + "ls2.gamma", block + "gamma_2")
                    .stacked(block + "mlp.w12.", block + "mlp.fc1_g.", block + "mlp.fc1_x.")
                    .read(weights);
            boolean gated = weights.has("blocks.0.mlp.w12.weight");
            weights.rename(name -> gated ? name.replace(".mlp.fc2.", ".mlp.w3.") : name);
        }

        @Override
        public EncoderArchitecture sizes(
                Weights weights, ForeignConfig config, ImportOptions options) {
            return DinoLayout.META_DINOV3
                    .sizes(weights, config, options)
                    .withImageSize(config.timmInputSize(256));
        }
    };

    private final Family family;

    TimmLayout(Family family) {
        this.family = family;
    }

    @Override
    public Family family() {
        return family;
    }

    /** OpenAI's is told by the name of the architecture. */
    private static Activation activation(ForeignConfig config) {
        String told = config.section("model_args").text("act_layer", "");
        String name = config.section("").text("architecture", "");
        if (told.equals("quick_gelu") || (told.isEmpty() && name.contains("quickgelu"))) {
            return Activation.QUICK_GELU;
        }
        return told.equals("gelu_tanh") ? Activation.GELU_TANH : Activation.GELU;
    }
}
