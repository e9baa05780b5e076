package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.schemas.NetworkKind;
import io.beitstream.schemas.RolloutState;
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

    /**
     * The model that is named, or else the network's candidate.
     *
     * @throws IllegalArgumentException if there is neither, or what is named is no such model
     */
    ModelChoice orCandidate(RolloutState network) throws IOException {
        if (directory != null) {
            return choice(network.getKind());
        }
        ModelChoice candidate = RolloutRecords.choice(network.getCandidate());
        if (candidate == null) {
            throw new IllegalArgumentException(
                    "no model is loaded beside the one that serves: name a --model");
        }
        return candidate;
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
