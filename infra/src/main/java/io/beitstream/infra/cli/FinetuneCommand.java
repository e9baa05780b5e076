package io.beitstream.infra.cli;

import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.recipe.RecipeKind;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code finetune}: supervised training of a whole encoder. */
@Command(
        name = "finetune",
        description = {
            "Fine-tunes an encoder on labelled images: the result is one with a classifier.",
            "Classes are the folders of the images, the .cls entries of a shard, or a column or attribute 'class'",
            "or 'label'. Without --init-from it is trained from scratch."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FinetuneCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private TrainingMixin training;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new FinetuneCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter writer = spec.commandLine().getOut();
        List<String> classes = training.classes(writer);
        Recipe recipe = training.recipe(RecipeKind.CLASSIFIER, "--data", "task.classes", classes);
        return training.train(recipe, writer);
    }
}
