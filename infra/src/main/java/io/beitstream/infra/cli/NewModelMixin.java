package io.beitstream.infra.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a model directory is made. */
final class NewModelMixin {
    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "the directory to make; it must not hold a model yet")
    private Path out;

    /**
     * The directory, which need not exist.
     *
     * @throws IllegalArgumentException if it holds a model, or is none
     */
    Path path() {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IllegalArgumentException(out + " is a file: choose another --out");
        }
        if (Files.exists(out.resolve("config.json"))) {
            throw new IllegalArgumentException(
                    out + " already holds a model: choose another --out");
        }
        return out;
    }
}
