package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.layers.Activation;
import io.beitstream.model.siglip.SiglipConfig;
import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;

/** Image towers as timm writes them. */
enum TimmLayout implements EncoderLayout {
    CLIP(Family.CLIP) {
        @Override
        public void read(Weights weights) {
            requireZero(weights, "head.bias");
            new NameTable().row("proj.weight", "head.weight").read(weights);
            weights.rename(name -> "visual." + name);
        }

        @Override
        public EncoderArchitecture sizes(
                Weights weights, ForeignConfig config, ImportOptions options) {
            int width = weights.extent("visual.cls_token", 2);
            int patch = weights.extent("visual.patch_embed.proj.weight", 2);
            return new ClipConfig(
                    Architectures.gridOfTokens(weights.extent("visual.pos_embed", 1)) * patch,
                    patch,
                    width,
                    weights.blocks("visual.blocks."),
                    heads(config, options, width),
                    weights.extent("visual.blocks.0.mlp.fc1.weight", 0),
                    activation(config),
                    1e-5,
                    weights.extent("visual.proj.weight", 0),
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
            int patch = weights.extent("visual.patch_embed.proj.weight", 2);
            return new SiglipConfig(
                    Architectures.gridOfPatches(weights.extent("visual.pos_embed", 1)) * patch,
                    patch,
                    width,
                    weights.blocks("visual.blocks."),
                    heads(config, options, width),
                    weights.extent("visual.blocks.0.mlp.fc1.weight", 0),
                    activation(config),
                    1e-6,
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
            int width = weights.extent("cls_token", 2);
            boolean gated = weights.has("blocks.0.mlp.w3.weight");
            DinoConfig sizes =
                    new DinoConfig(
                            config.timmInputSize(256),
                            weights.extent("patch_embed.proj.weight", 2),
                            width,
                            weights.blocks("blocks."),
                            heads(config, options, width),
                            gated
                                    ? weights.extent("blocks.0.mlp.w3.weight", 1)
                                    : weights.extent("blocks.0.mlp.fc1.weight", 0),
                            gated,
                            true,
                            weights.extent("register_tokens", 1),
                            100,
                            1e-5);
            KeyBias.addAbsent(weights, sizes);
            return sizes;
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

    private static int heads(ForeignConfig config, ImportOptions options, int width) {
        return config.section("model_args").heads(options, Math.max(1, width / 64), width);
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

    private static void requireZero(Weights weights, String bias) {
        if (weights.has(bias)) {
            HostTensor values = weights.remove(bias);
            for (float value : values.toFloats()) {
                if (value != 0) {
                    throw new IllegalArgumentException(
                            "%s %s is not zero, which CLIP cannot express"
                                    .formatted(bias, Arrays.toString(values.shape())));
                }
            }
        }
    }
}
