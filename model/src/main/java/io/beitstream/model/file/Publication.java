package io.beitstream.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The way in which a file or directory appears under its name: complete, in one rename, or not at
 * all. It takes the place of what had the name before, and is on the disk before it does, so that
 * no loss of power leaves an empty file.
 */
public final class Publication {
    private static final String PARTIAL = ".partial";

    private Publication() {}

    /** Writes what a file is to hold. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /** The name beside the final one under which something is being made. */
    public static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + PARTIAL);
    }

    /**
     * Writes a file and publishes it.
     *
     * @throws IOException if it cannot be written; then the old file, if any, is still there
     */
    public static void write(Path file, Content content) throws IOException {
        Path partial = partial(file);
        try (FileChannel out =
                FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            content.writeTo(out);
            out.force(true);
        }
        move(partial, file);
    }

    /** Writes a file of text, in UTF-8, and publishes it. */
    public static void writeText(Path file, CharSequence text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        write(file, out -> writeFully(out, bytes));
    }

    /**
     * Publishes a file or directory that lies complete beside its final name; what a directory
     * holds is forced to the disk by whoever wrote it.
     */
    public static void rename(Path complete, Path target) throws IOException {
        force(complete);
        move(complete, target);
    }

    /** Writes all of a buffer. */
    public static void writeFully(FileChannel out, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            out.write(data);
        }
    }

    /** Writes all of a file behind what another holds. */
    public static void copy(FileChannel source, FileChannel target) throws IOException {
        long size = source.size();
        long done = 0;
        while (done < size) {
            done += source.transferTo(done, size - done, target);
        }
    }

    private static void move(Path partial, Path target) throws IOException {
        Files.move(
                partial,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(target.toAbsolutePath().resolveSibling(""));
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
