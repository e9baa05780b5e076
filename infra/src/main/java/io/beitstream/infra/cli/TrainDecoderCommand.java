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

/** {@code train-decoder}: from codes back to pixels. */
@Command(
        name = "train-decoder",
        description = {
            "Trains a decoder that rebuilds images from a tokenizer's codes, so that they can be seen.",
            "The tokenizer stays as it is."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class TrainDecoderCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private TrainingMixin training;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "DIR",
            description = "the frozen tokenizer whose codes are decoded")
    private Path tokenizer;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new TrainDecoderCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        Recipe recipe =
                training.recipe(
                        RecipeKind.DECODER, "--tokenizer", "task.tokenizer", tokenizer.toString());
        return training.train(recipe, spec.commandLine().getOut());
    }
}
