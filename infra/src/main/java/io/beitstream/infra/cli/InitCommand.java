package io.beitstream.infra.cli;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: a model directory with random weights. */
@Command(
        name = "init",
        description = "Makes a model directory with freshly initialised weights.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    /** The kinds of models. */
    enum Kind {
        TOKENIZER,
        ENCODER
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--preset",
            required = true,
            paramLabel = "tiny|base|large",
            description = "the architecture")
    private ModelPreset preset;

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "tokenizer|encoder",
            description = "which of the two networks")
    private Kind kind;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "equal seeds give equal weights (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "first part of the model's id (default: from preset and kind)")
    private @Nullable String name;

    @Mixin private NewModelMixin destination;

    @Override
    public Integer call() throws Exception {
        Path out = destination.path();
        ModelConfig config = config();
        ModelDirectory model =
                ModelDirectory.write(out, config, config.network().initialState(new Random(seed)));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %s with random weights, %,d parameters, in %s%n",
                        model.id(),
                        kind.name().toLowerCase(Locale.ROOT),
                        model.parameters(),
                        out);
        return 0;
    }

    private ModelConfig config() {
        String presetName = preset.name().toLowerCase(Locale.ROOT);
        String kindName = kind.name().toLowerCase(Locale.ROOT);
        String modelName = name == null ? presetName + "-" + kindName : name;
        Map<String, String> provenance =
                Map.of(
                        "weights", "random initialisation, preset " + presetName + ", seed " + seed,
                        "created_by", "beitstream init " + Version.current());
        return kind == Kind.TOKENIZER
                ? preset.tokenizer(modelName, provenance)
                : preset.encoder(modelName, provenance);
    }
}
