package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.schemas.NetworkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the model that is to come. */
final class RolloutModelMixin {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "the model's directory, which every worker sees under this path; it must stay as it is")
    private @Nullable Path directory;

    boolean isNamed() {
        return directory != null;
    }

    /**
     * The model, by the hash of the weights that are there now.
     *
     * @throws IllegalArgumentException if it is no such model
     */
    ModelChoice choice(NetworkKind kind) throws IOException {
        if (directory == null) {
            throw new IllegalArgumentException("name the --model");
        }
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("there is no directory " + directory);
        }
        Path real = directory.toRealPath();
        ModelDirectory model =
                kind == NetworkKind.TOKENIZER
                        ? ModelDirectory.openTokenizer(real)
                        : ModelDirectory.openEncoder(real);
        return new ModelChoice(real.toString(), model.id().toString());
    }
}
