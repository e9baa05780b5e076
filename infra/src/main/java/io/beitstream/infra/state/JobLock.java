package io.beitstream.infra.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right of one process to run a job on this machine; ends with the process at the latest. */
public final class JobLock implements AutoCloseable {
    private final FileChannel channel;

    private JobLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a job.
     *
     * @param directory of all jobs' state
     * @throws IllegalStateException if another process has it
     */
    public static JobLock take(Path directory, JobName name) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(name.text() + ".lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // by this very process
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException(
                    "the job %s is running already: end it first, or choose another --name"
                            .formatted(name));
        }
        return new JobLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
