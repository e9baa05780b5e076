package io.beitstream.infra.state;

import io.beitstream.model.file.HeldFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The right of one process to run a job on this machine; ends with the process at the latest. */
public final class JobLock implements AutoCloseable {
    private final HeldFile file;

    private JobLock(HeldFile file) {
        this.file = file;
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
        return new JobLock(
                HeldFile.take(
                        file,
                        "the job %s is running already: end it first, or choose another --name"
                                .formatted(name)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
