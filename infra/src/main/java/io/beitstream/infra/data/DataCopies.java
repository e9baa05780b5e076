package io.beitstream.infra.data;

import io.beitstream.model.training.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The copies of training data within a run's directory: {@code data}, and {@code data-2} and so on
 * where other data were named later.
 *
 * @param out the run's directory
 */
public record DataCopies(Path out) {
    private static final Pattern NAME = Pattern.compile("data(-[1-9]\\d{0,8})?");

    private Path folder(int number) {
        return out.resolve(number == 1 ? "data" : "data-" + number);
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(out)) {
            return all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .filter(Files::isDirectory)
                    .sorted(Comparator.comparing(DataCopies::number))
                    .toList();
        }
    }

    private static int number(Path folder) {
        String digits = folder.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() ? 1 : Integer.parseInt(digits);
    }

    /** The complete copy of what is named so; null if there is none. */
    public @Nullable Path named(DataLocation data) throws IOException {
        for (Path folder : folders()) {
            Origin origin = Origin.read(folder);
            if (origin == null ? isOfOldRun(data) : isOf(origin, data)) {
                return folder;
            }
        }
        return null;
    }

    /** Copies of events on this machine have not always told what they are of. */
    private boolean isOfOldRun(DataLocation data) {
        return !data.isRemote() && new RunDirectory(out).exists();
    }

    /** What is on this machine may be looked at again, which takes no time. */
    private static boolean isOf(Origin origin, DataLocation data) throws IOException {
        return origin.data().equals(data.name())
                && (data.isRemote() || origin.files().equals(LocalData.origin(data).files()));
    }

    /** The complete copy of files of the same names and lengths; null if there is none. */
    public @Nullable Path of(Origin wanted) throws IOException {
        for (Path folder : folders()) {
            Origin origin = Origin.read(folder);
            if (origin != null && wanted.hasFilesOf(origin)) {
                return folder;
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
