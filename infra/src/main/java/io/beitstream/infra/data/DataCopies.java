package io.beitstream.infra.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The copies of training data within a run's directory: {@code data}, and {@code data-2} and so on
 * where other data were named later.
 *
 * @param out the run's directory
 */
public record DataCopies(Path out) {
    private Path folder(int number) {
        return out.resolve(number == 1 ? "data" : "data-" + number);
    }

    /** The complete copy of what is named so; null if there is none. */
    public @Nullable Path named(DataLocation data) throws IOException {
        for (int i = 1; Files.isDirectory(folder(i)); i++) {
            Origin origin = Origin.read(folder(i));
            // Copies of events on this machine have not always told what they are of.
            if (origin == null ? !data.isRemote() : origin.data().equals(data.name())) {
                return folder(i);
            }
        }
        return null;
    }

    /** The complete copy of files of the same names and lengths; null if there is none. */
    public @Nullable Path of(Origin wanted) throws IOException {
        for (int i = 1; Files.isDirectory(folder(i)); i++) {
            Origin origin = Origin.read(folder(i));
            if (origin != null && wanted.hasFilesOf(origin)) {
                return folder(i);
            }
        }
        return null;
    }

    /** Where the next copy is to be. */
    public Path next() {
        int number = 1;
        while (Files.isDirectory(folder(number))) {
            number++;
        }
        return folder(number);
    }

    /**
     * Refuses a folder in which a part of other data has been collected.
     *
     * @throws IllegalArgumentException naming both
     */
    public static void requireNoOther(Path folder, DataLocation data) throws IOException {
        Origin begun = Origin.read(folder);
        if (begun != null && !begun.data().equals(data.name())) {
            throw new IllegalArgumentException(
                    "%s holds a part of %s: give that as --data, or remove the folder"
                            .formatted(folder, begun.data()));
        }
    }

    /** Where files lie that a copy is made of, until it is there. */
    public static Path tables(Path copy) {
        return copy.resolveSibling(copy.getFileName() + ".tables");
    }
}
