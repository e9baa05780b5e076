package io.beitstream.infra.data;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a copy was made of; it lies in the copy as a file of lines.
 *
 * @param data the name of what the user named
 * @param files the length and name of each file, in order, and what else its URL says of it
 */
public record Origin(String data, List<String> files) {

    static Origin of(DataLocation data, List<RemoteFile> files) {
        return new Origin(data.name(), files.stream().map(RemoteFile::line).toList());
    }

    /** Where it lies in a copy. */
    static Path file(Path folder) {
        return folder.resolve(".origin");
    }

    /** That of a copy; null where it has none. */
    static @Nullable Origin read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return null;
        }
        List<String> lines = Files.readAllLines(file);
        return new Origin(lines.get(0), lines.subList(1, lines.size()));
    }

    /** Keeps it with a copy. */
    public void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of(data));
        lines.addAll(files);
        Publication.writeText(file(folder), String.join("\n", lines) + "\n");
    }

    /** Whether another one's files have the same names and lengths. */
    boolean hasFilesOf(Origin other) {
        return files.equals(other.files)
                && files.stream().noneMatch(file -> file.startsWith(RemoteFile.UNKNOWN + " "));
    }
}
