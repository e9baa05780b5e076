package io.beitstream.infra.cli;

import io.beitstream.model.training.run.KeepConfig;
import io.beitstream.model.training.run.ValidationConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a training is measured while it runs, and by which its rounds are kept. */
final class RunCareMixin {
    /** Which round comes out. */
    enum Result {
        LAST,
        BEST
    }

    @Option(
            names = "--validation",
            paramLabel = "PATH",
            description =
                    "images held out, a folder or tar shards: the loss on them is measured while the run goes on (default: none)")
    private @Nullable Path validation;

    @Option(
            names = "--validate-every",
            paramLabel = "ROUNDS",
            defaultValue = "1",
            description = "rounds from one validation to the next (default: 1)")
    private int validateEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "end after N validations in a row that were not better than the best (default: 0, never)")
    private int patience;

    @Option(
            names = "--result",
            paramLabel = "last|best",
            defaultValue = "LAST",
            description =
                    "the round that comes out: the last, or the best by its validation loss (default: last)")
    private Result result = Result.LAST;

    @Option(
            names = "--keep-rounds",
            paramLabel = "N",
            defaultValue = "2",
            description = "the last rounds that are kept; the best one always is (default: 2)")
    private int keepRounds;

    @Option(
            names = "--keep-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "keep every N-th round too (default: 0, none)")
    private int keepEvery;

    ValidationConfig validation() {
        return new ValidationConfig(
                validation == null ? "" : validation.toString(),
                validateEvery,
                patience,
                result == Result.BEST);
    }

    KeepConfig keep() {
        return new KeepConfig(keepRounds, keepEvery);
    }
}
