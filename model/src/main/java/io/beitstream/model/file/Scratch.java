package io.beitstream.model.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files in the temporary directory that are gone when they are closed, or the process ends. */
public final class Scratch {
    private Scratch() {}

    /** Opens an empty file for reading and writing. */
    public static FileChannel open() throws IOException {
        return FileChannel.open(
                Files.createTempFile("beitstream", ".scratch"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * Refuses what the disk cannot hold, before hours have gone into it.
     *
     * @param what is to be kept, for the message
     * @throws IOException if there is less room
     */
    public static void requireRoom(String what, long bytes) throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        long free = Files.getFileStore(directory).getUsableSpace();
        if (bytes > free) {
            throw new IOException(
                    "%s take %,d MB in %s, which has %,d MB left: choose another place with -Djava.io.tmpdir=DIR"
                            .formatted(what, bytes >> 20, directory, free >> 20));
        }
    }
}
