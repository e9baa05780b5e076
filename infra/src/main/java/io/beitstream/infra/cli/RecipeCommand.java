package io.beitstream.infra.cli;

import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.training.recipe.Recipe;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code recipe}: the settings of a training that ship with the project. */
@Command(
        name = "recipe",
        description = {
            "Prints a recipe as JSON: every setting of a training by name, null for what follows from others.",
            "Without a name it lists the recipes."
        },
        mixinStandardHelpOptions = true)
final class RecipeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "such as base-encoder-1600")
    private @Nullable String name;

    @Override
    public Integer call() throws Exception {
        PrintWriter writer = spec.commandLine().getOut();
        if (name == null) {
            Recipe.names().forEach(writer::println);
        } else {
            writer.println(ConfigJson.MAPPER.writeValueAsString(Recipe.named(name).settings()));
        }
        return 0;
    }
}
