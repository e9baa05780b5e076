package io.beitstream.infra.cli;

import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.recipe.RecipeKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pretrain}: masked image modelling. */
@Command(
        name = "pretrain",
        description = "Pretrains an encoder: it predicts a tokenizer's codes of masked patches.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class PretrainCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private TrainingMixin training;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "DIR",
            description = "the frozen tokenizer whose codes are predicted")
    private Path tokenizer;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new PretrainCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        Recipe recipe =
                training.recipe(
                        RecipeKind.ENCODER, "--tokenizer", "task.tokenizer", tokenizer.toString());
        return training.train(recipe, spec.commandLine().getOut());
    }
}
