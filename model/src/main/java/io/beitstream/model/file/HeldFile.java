package io.beitstream.model.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that one process at a time holds, until it is closed or the process ends. */
public final class HeldFile implements Closeable {
    private final FileChannel channel;

    private HeldFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param refusal what is said if somebody has it
     * @throws IllegalStateException if another process, or this one, has it
     */
    public static HeldFile take(Path file, String refusal) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new IllegalStateException(refusal);
        }
        return new HeldFile(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
