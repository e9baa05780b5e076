package io.beitstream.infra.cli;

import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.recipe.RecipeKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train-tokenizer}: VQ-KD. */
@Command(
        name = "train-tokenizer",
        description = "Trains a tokenizer: codes that a teacher's features can be rebuilt from.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class TrainTokenizerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private TrainingMixin training;

    @Option(
            names = "--teacher",
            paramLabel = "NAME",
            description =
                    "encoder:DIR, clip:DIR or dino:DIR (imported), torchscript:FILE, patches, which is fitted to the data, or hog,"
                            + " which needs no weights; the last two know no meanings"
                            + " (default for tiny: hog)")
    private @Nullable String teacher;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new TrainTokenizerCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        Recipe recipe = training.recipe(RecipeKind.TOKENIZER, "--teacher", "task.teacher", teacher);
        return training.train(recipe, spec.commandLine().getOut());
    }
}
