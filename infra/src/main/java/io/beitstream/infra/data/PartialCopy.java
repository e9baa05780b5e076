package io.beitstream.infra.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A folder that files are being brought into.
 *
 * @param lines of its {@link Origin}; none where it is of other data
 */
record PartialCopy(Path folder, Set<String> lines) {
    /** What is there of some data. */
    static PartialCopy of(Path folder, DataLocation data) throws IOException {
        Origin origin = Origin.read(folder);
        if (origin == null || !origin.data().equals(data.name())) {
            return new PartialCopy(folder, Set.of());
        }
        return new PartialCopy(folder, Set.copyOf(origin.files()));
    }

    /** Bytes of a file that lies there whole; {@link RemoteFile#UNKNOWN} of another. */
    long length(RemoteFile file) throws IOException {
        Path copy = folder.resolve(file.name());
        if (lines.isEmpty() || !Files.exists(copy)) {
            return RemoteFile.UNKNOWN;
        }
        long size = Files.size(copy);
        boolean whole =
                lines.contains(file.withLength(size).line())
                        || lines.contains(file.withLength(RemoteFile.UNKNOWN).line());
        return whole ? size : RemoteFile.UNKNOWN;
    }

    /**
     * Makes a folder ready for files: nothing stays but these, their parts, and what says so.
     *
     * @throws IllegalArgumentException if a part of other data is in it
     */
    static void prepare(Path folder, DataLocation data, List<RemoteFile> files) throws IOException {
        DataCopies.requireNoOther(folder, data);
        if (Origin.read(folder) == null) {
            FileUtils.deleteDirectory(folder.toFile()); // nobody knows what that is of
        }
        Files.createDirectories(folder);
        Origin.of(data, files).write(folder);
        Set<Path> kept = new HashSet<>(Set.of(Origin.file(folder)));
        for (RemoteFile file : files) {
            Path copy = folder.resolve(file.name());
            if (Files.exists(copy) && !file.mayHave(Files.size(copy))) {
                Files.delete(copy); // it has changed where it comes from
            }
            kept.add(copy);
            kept.addAll(new PartialFile(copy).paths());
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(path) && !kept.contains(path)) {
                    Files.delete(path);
                }
            }
        }
    }
}
