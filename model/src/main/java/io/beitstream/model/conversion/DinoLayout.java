package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.tensor.StateDict;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** DINO of all generations as Meta, timm and Hugging Face write it. */
enum DinoLayout implements EncoderLayout {
    META_DINO(Family.DINO, new NameTable()),
    META_DINOV2(Family.DINOV2, new NameTable().row("register_tokens", "reg_token")),
    META_DINOV3(Family.DINOV3, DinoNames.metaV3()),
    HUGGING_FACE_DINO(Family.DINO, DinoNames.huggingFaceVit()),
    HUGGING_FACE_DINOV2(Family.DINOV2, DinoNames.huggingFaceV2()),
    HUGGING_FACE_DINOV3(Family.DINOV3, DinoNames.huggingFaceV3(false)),
    HUGGING_FACE_DINOV3_GATED(Family.DINOV3, DinoNames.huggingFaceV3(true));

    private static final double DINOV3_EPSILON = 1e-5;
    private static final double ROPE_THETA = 100;
    private static final Pattern CHUNK = Pattern.compile("^blocks\\.\\d+\\.(\\d+)\\.");

    /** What stands before the names of an encoder that lies in another model; empty if in none. */
    static final List<String> MODELS =
            List.of("", "dinov2", "dinov2_with_registers", "dinov3_vit", "vit", "model");

    private static final Pattern USELESS =
            Pattern.compile(
                    "(embeddings\\.)?mask_token|(head|classifier|pooler|local_cls_norm)\\..*"
                            + "|rope_embed\\.periods|.*\\.bias_mask");

    private final Family family;
    private final NameTable names;

    DinoLayout(Family family, NameTable names) {
        this.family = family;
        this.names = names;
    }

    @Override
    public Family family() {
        return family;
    }

    @Override
    public @Nullable HuggingFaceExport export(EncoderArchitecture sizes, StateDict state) {
        DinoConfig config = (DinoConfig) sizes;
        return switch (this) {
            case HUGGING_FACE_DINO -> DinoExport.vit(config, names.write(state));
            case HUGGING_FACE_DINOV2 -> DinoExport.dinoV2(config, names.write(state));
            case HUGGING_FACE_DINOV3, HUGGING_FACE_DINOV3_GATED -> {
                boolean fits = config.gated() == (this == HUGGING_FACE_DINOV3_GATED);
                yield fits
                        ? DinoExport.dinoV3(config, KeyBias.isUsed(state), names.write(state))
                        : null;
            }
            case META_DINO, META_DINOV2, META_DINOV3 -> null;
        };
    }

    private static String bare(String name) {
        int dot = name.indexOf('.');
        return dot > 0 && MODELS.contains(name.substring(0, dot)) ? name.substring(dot + 1) : name;
    }

    @Override
    public void read(Weights weights) {
        weights.rename(name -> CHUNK.matcher(bare(name)).replaceFirst("blocks.$1."));
        KeyBias.mask(weights);
        weights.drop(USELESS.asMatchPredicate());
        names.read(weights);
        ClassPosition.addAbsent(weights);
        if (weights.has("register_tokens") && weights.get("register_tokens").elements() == 0) {
            weights.remove("register_tokens");
        }
    }

    @Override
    public DinoConfig sizes(Weights weights, ForeignConfig config, ImportOptions options) {
        ForeignConfig.Section all = config.section("");
        boolean rotary = family == Family.DINOV3;
        int width = weights.extent("cls_token", 2);
        int patch = weights.extent("patch_embed.proj.weight", 2);
        boolean gated = weights.has("blocks.0.mlp.w3.weight");
        DinoConfig sizes =
                new DinoConfig(
                        rotary
                                ? all.whole("image_size", patch * 14)
                                : Architectures.gridOfTokens(weights.extent("pos_embed", 1))
                                        * patch,
                        patch,
                        width,
                        weights.blocks("blocks."),
                        heads(config, options, rotary ? 6 : 12, width),
                        gated
                                ? weights.extent("blocks.0.mlp.w3.weight", 1)
                                : weights.extent("blocks.0.mlp.fc1.weight", 0),
                        gated,
                        weights.has("blocks.0.ls1.gamma"),
                        weights.has("register_tokens") ? weights.extent("register_tokens", 1) : 0,
                        rotary ? all.real("rope_theta", ROPE_THETA) : 0,
                        epsilon(all, options));
        if (rotary) {
            KeyBias.addAbsent(weights, sizes);
        }
        return sizes;
    }

    private static int heads(ForeignConfig config, ImportOptions options, int library, int width) {
        return config.isTimms()
                ? config.timmHeads(options, width)
                : config.section("").heads(options, library, width);
    }

    private double epsilon(ForeignConfig.Section all, ImportOptions options) {
        double usual = family == Family.DINOV3 ? DINOV3_EPSILON : LayerNorm.EPSILON;
        return options.layerNormEps() > 0
                ? options.layerNormEps()
                : all.real("layer_norm_eps", usual);
    }
}
