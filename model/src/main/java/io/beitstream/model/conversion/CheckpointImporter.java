package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PixelNormalization;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.PretrainingModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.TeacherModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.container.TensorContainer;
import io.beitstream.model.container.TensorContainers;
import io.beitstream.model.conversion.ImportOptions.Target;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.teacher.TeacherConfig;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens a foreign file or directory and makes of it what a model directory holds. */
public final class CheckpointImporter {
    private static final String INDEX = "relative_position_index";

    private final Path source;
    private final ImportOptions options;
    private final Map<String, String> provenance;

    private CheckpointImporter(Path source, ImportOptions options, Map<String, String> provenance) {
        this.source = source;
        this.options = options;
        this.provenance = new LinkedHashMap<>(provenance);
    }

    /**
     * Converts weights; nothing is written.
     *
     * @param provenance what to write down besides what is found out here
     * @throws CheckpointException naming the file, and the keys concerned
     * @throws IOException if the file cannot be read
     */
    public static ConvertedModel convert(
            Path source, ImportOptions options, Map<String, String> provenance) throws IOException {
        TensorContainer container = TensorContainers.open(source);
        try {
            return new CheckpointImporter(
                            source, HuggingFaceSizes.complete(source, options), provenance)
                    .convert(container);
        } catch (CheckpointException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(source, String.valueOf(e.getMessage()));
        }
    }

    private ConvertedModel convert(TensorContainer container) {
        Weights weights = new Weights(container.tensors());
        weights.rename(CheckpointImporter::withoutModulePrefix);
        Flavour flavour = Flavour.of(weights.names());
        provenance.put("source", String.valueOf(source.getFileName()));
        provenance.put("container", container.description());
        provenance.put("flavour", flavour.description());
        canonicalize(weights, flavour);
        ModelConfig config = configure(weights, flavour);
        StateDict state = config.network().stateFrom(new StateDict(weights.tensors()));
        return new ConvertedModel(config, state, flavour, weights.dropped(), weights.derived());
    }

    private static String withoutModulePrefix(String name) {
        String bare = name;
        while (bare.startsWith("module.")) {
            bare = bare.substring("module.".length());
        }
        boolean official =
                bare.startsWith("backbone.")
                        && !bare.startsWith("backbone.layers.")
                        && !bare.startsWith("backbone.patch_embed.projection.")
                        && !bare.startsWith("backbone.ln");
        return official ? bare.substring("backbone.".length()) : bare;
    }

    private static void canonicalize(Weights weights, Flavour flavour) {
        switch (flavour) {
            case OFFICIAL_TOKENIZER -> weights.drop(CheckpointImporter::isOnlyForTokenizerTraining);
            case HUGGING_FACE -> HuggingFaceMapping.apply(weights);
            case MMPRETRAIN -> MmpretrainMapping.apply(weights);
            case CLIP -> weights.drop(name -> !name.startsWith("visual."));
            case DINO -> weights.drop(name -> name.startsWith("head"));
            default -> {}
        }
        weights.drop(name -> name.endsWith(INDEX));
    }

    private static boolean isOnlyForTokenizerTraining(String name) {
        return name.startsWith("loss") || name.startsWith("teacher") || name.startsWith("scaling");
    }

    private ModelConfig configure(Weights weights, Flavour flavour) {
        Target natural =
                switch (flavour) {
                    case OFFICIAL_TOKENIZER -> Target.TOKENIZER;
                    case CLIP, DINO -> Target.TEACHER;
                    default -> weights.has("lm_head.weight") ? Target.PRETRAINING : Target.ENCODER;
                };
        Target target = options.target() == Target.AUTO ? natural : options.target();
        if (natural == Target.PRETRAINING && target == Target.ENCODER) {
            SharedTable.dropHeads(weights);
            SharedTable.expand(weights);
        } else if (target != natural) {
            throw new IllegalArgumentException(
                    "the weights are those of a %s (%s); they cannot become a %s"
                            .formatted(lower(natural), flavour.description(), lower(target)));
        }
        return switch (target) {
            case TOKENIZER -> tokenizer(weights);
            case PRETRAINING -> pretraining(weights);
            case TEACHER -> teacher(weights, flavour);
            default -> encoder(weights);
        };
    }

    private static String lower(Target target) {
        return target.name().toLowerCase(java.util.Locale.ROOT);
    }

    private TokenizerConfig tokenizer(Weights weights) {
        VqkdConfig architecture = Architectures.tokenizer(weights, options);
        return new TokenizerConfig(
                ModelConfig.FORMAT_VERSION,
                name("tokenizer"),
                architecture,
                Preprocessing.ofInputSize(architecture.imgSize()),
                provenance);
    }

    private EncoderConfig encoder(Weights weights) {
        BeitConfig own = Architectures.features(weights, options);
        BeitConfig architecture = Resolution.adapt(weights, own, options.imageSize());
        return new EncoderConfig(
                ModelConfig.FORMAT_VERSION,
                name("encoder"),
                architecture,
                Preprocessing.ofInputSize(architecture.imgSize()),
                PixelNormalization.Statistics.IMAGENET,
                provenance);
    }

    private PretrainingModelConfig pretraining(Weights weights) {
        PretrainingConfig architecture = Architectures.pretraining(weights, options);
        if (architecture.headLayers() > 0 && options.earlyLayers() == 0) {
            weights.noteDerived(
                    "early layers %d, which the weights do not tell (--early-layers sets it)"
                            .formatted(architecture.earlyLayers()));
        }
        return new PretrainingModelConfig(
                ModelConfig.FORMAT_VERSION,
                name("pretraining"),
                architecture,
                Preprocessing.ofInputSize(architecture.imgSize()),
                provenance);
    }

    private TeacherModelConfig teacher(Weights weights, Flavour flavour) {
        boolean clip = flavour == Flavour.CLIP;
        TeacherConfig architecture =
                clip ? Architectures.clip(weights, options) : Architectures.dino(weights, options);
        return new TeacherModelConfig(
                ModelConfig.FORMAT_VERSION,
                name("teacher"),
                clip ? TeacherModelConfig.Family.CLIP : TeacherModelConfig.Family.DINO,
                architecture,
                Preprocessing.ofInputSize(architecture.imgSize()),
                provenance);
    }

    private String name(String kind) {
        return options.name() == null ? "imported-" + kind : options.name();
    }
}
