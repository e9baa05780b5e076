package io.beitstream.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A directory that goes away with its owner. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;

    /** Makes a directory whose name begins with {@code prefix}. */
    public TemporaryDirectory(String prefix) {
        try {
            path = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory", e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        // If somebody still writes, the system's own cleaning takes what is left.
        FileUtils.deleteQuietly(path.toFile());
    }
}
