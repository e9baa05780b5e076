package io.beitstream.infra.data;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The part of a file that has come, under a hidden name beside the final one, with the version that
 * it is of in a file of its own.
 */
final class PartialFile {
    private final Path target;
    private final Path part;
    private final Path version;

    PartialFile(Path target) {
        this.target = target;
        String name = String.valueOf(target.getFileName());
        // The suffix stays: what the file is is known by it.
        this.part = target.resolveSibling(".partial-" + name);
        this.version = target.resolveSibling(".partial-" + name + ".version");
    }

    /** All that there may be of it. */
    List<Path> paths() {
        return List.of(part, version);
    }

    Path path() {
        return part;
    }

    long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** What the part is of; empty where that is not known, and it cannot be gone on with. */
    String version() throws IOException {
        return Files.exists(part) && Files.exists(version) ? Files.readString(version) : "";
    }

    /** What is done to the part. */
    @FunctionalInterface
    interface Work {
        FileChannel make() throws IOException;
    }

    /**
     * Does something to the part.
     *
     * @throws RefusedException if this machine cannot: another attempt would not mend that
     */
    FileChannel onDisk(Work work) throws RefusedException {
        try {
            return work.make();
        } catch (IOException e) {
            throw new RefusedException(
                    "%s cannot be written (%s): make room, and the same command goes on"
                            .formatted(part, e.getMessage()));
        }
    }

    /** Opens the part for what comes from a byte on. */
    FileChannel from(long start, String ofVersion) throws IOException {
        if (start == 0) {
            Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
            Files.deleteIfExists(part);
            Publication.writeText(version, ofVersion);
        }
        FileChannel file =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(start).position(start);
        return file;
    }

    /** How a file gets its name. */
    @FunctionalInterface
    interface Renaming {
        void rename(Path complete, Path target) throws IOException;
    }

    /** Gives the whole file its name. */
    void publish() throws IOException {
        publish(Publication::rename);
    }

    void publish(Renaming renaming) throws IOException {
        try {
            renaming.rename(part, target);
        } finally {
            // An interruption may come when the file has its name already, before the folder is on
            // the disk.
            if (!Files.exists(part)) {
                Files.deleteIfExists(version);
            }
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(version);
    }
}
