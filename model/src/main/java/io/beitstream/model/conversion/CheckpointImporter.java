package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.PretrainingModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.container.TensorContainer;
import io.beitstream.model.container.TensorContainers;
import io.beitstream.model.conversion.ImportOptions.Target;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens a foreign file or directory and makes of it what a model directory holds. */
public final class CheckpointImporter {
    private static final String INDEX = "relative_position_index";

    private final Path source;
    private final ForeignConfig config;
    private final ImportOptions options;
    private final Map<String, String> provenance;

    private CheckpointImporter(
            Path source,
            ForeignConfig config,
            ImportOptions options,
            Map<String, String> provenance) {
        this.source = source;
        this.config = config;
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
            ForeignConfig config = ForeignConfig.of(source);
            return new CheckpointImporter(
                            source, config, HuggingFaceSizes.complete(config, options), provenance)
                    .convert(container);
        } catch (CheckpointException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(source, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Converts weights that are at hand.
     *
     * @throws IllegalArgumentException naming the keys concerned
     */
    public static ConvertedModel convert(StateDict weights, ImportOptions options)
            throws IOException {
        return convert(weights, ForeignConfig.of(Path.of("weights")), options);
    }

    static ConvertedModel convert(StateDict weights, ForeignConfig config, ImportOptions options) {
        return new CheckpointImporter(config.directory(), config, options, Map.of())
                .convert(new Weights(weights.asMap()));
    }

    private ConvertedModel convert(TensorContainer container) {
        provenance.put("source", String.valueOf(source.getFileName()));
        provenance.put("container", container.description());
        return convert(new Weights(container.tensors()));
    }

    private ConvertedModel convert(Weights weights) {
        weights.rename(CheckpointImporter::withoutModulePrefix);
        Flavour flavour = Flavour.of(weights.names());
        provenance.put("flavour", flavour.description());
        canonicalize(weights, flavour);
        ModelConfig config = configure(weights, flavour);
        StateDict state = config.network().stateFrom(new StateDict(weights.tensors()));
        return new ConvertedModel(
                config,
                state,
                flavour,
                companions(weights, config),
                weights.dropped(),
                weights.derived());
    }

    /** The file that cuts texts into tokens, if the model reads texts. */
    private List<Path> companions(Weights weights, ModelConfig config) {
        boolean reads =
                config instanceof EncoderConfig encoder && encoder.architecture().text() != null;
        Path tokenizer = source.resolve(TextSettings.TOKENIZER);
        if (reads && Files.isRegularFile(tokenizer)) {
            return List.of(tokenizer);
        }
        if (reads) {
            weights.noteDerived(
                    "no %s: put one into the directory, or words cannot be searched for"
                            .formatted(TextSettings.TOKENIZER));
        }
        return List.of();
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
        flavour.layout().read(weights);
        weights.drop(name -> name.endsWith(INDEX));
    }

    private ModelConfig configure(Weights weights, Flavour flavour) {
        Target natural = natural(weights, flavour.layout());
        Target target = options.target() == Target.AUTO ? natural : options.target();
        if (target == Target.TEACHER && natural == Target.ENCODER) {
            target = Target.ENCODER; // every encoder can teach
        }
        if (natural == Target.PRETRAINING && target == Target.ENCODER) {
            SharedTable.dropHeads(weights);
            SharedTable.expand(weights);
        } else if (target != natural) {
            throw new IllegalArgumentException(
                    "the weights are those of a %s (%s); they cannot become a %s"
                            .formatted(lower(natural), flavour.description(), lower(target)));
        }
        if (flavour.layout() instanceof EncoderLayout layout) {
            return encoder(weights, layout);
        }
        return switch (target) {
            case TOKENIZER -> tokenizer(weights);
            case PRETRAINING -> pretraining(weights);
            case ENCODER, TEACHER, AUTO -> encoder(weights);
        };
    }

    private static Target natural(Weights weights, Layout layout) {
        if (layout == BeitLayout.TOKENIZER) {
            return Target.TOKENIZER;
        }
        return weights.has("lm_head.weight") ? Target.PRETRAINING : Target.ENCODER;
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
        return EncoderConfig.ofBeit(
                name("encoder"),
                architecture,
                Preprocessing.ofInputSize(architecture.imgSize()),
                provenance);
    }

    private EncoderConfig encoder(Weights weights, EncoderLayout layout) {
        Family family = layout.family();
        EncoderArchitecture own = layout.sizes(weights, config, options);
        ForeignPreprocessing foreign = ForeignPreprocessing.of(config);
        Preprocessing preprocessing =
                options.imageSize() > 0
                        ? family.preprocessing(options.imageSize())
                        : foreign.preprocessing(family, own.imgSize());
        return new EncoderConfig(
                ModelConfig.FORMAT_VERSION,
                name(family.label()),
                family,
                Resolution.adapt(weights, own, preprocessing.crop()),
                preprocessing,
                foreign.statistics(family),
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

    private String name(String kind) {
        return options.name() == null ? "imported-" + kind : options.name();
    }
}
