package io.beitstream.infra.training;

import io.beitstream.model.data.DatasetIndexer;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.run.RunDescription;
import io.beitstream.model.run.RunDirectory;
import io.beitstream.model.task.TrainingConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;

/** A run's directory, made or found, and held against other processes until it is closed. */
public final class RunSetup implements AutoCloseable {
    private final RunDirectory directory;
    private final FileChannel lock;

    private RunSetup(RunDirectory directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Sets a run up, or finds the one that is there if it is the same.
     *
     * @param data what the user named
     * @param samples makes the folder or shard that holds the samples; called for a new run only
     * @throws IllegalArgumentException if there is another run or a model, or there are no images
     * @throws IllegalStateException if another process works on it
     */
    public static RunSetup open(Path out, TrainingConfig config, Path data, Callable<Path> samples)
            throws Exception {
        RunDirectory directory = new RunDirectory(out);
        if (!directory.exists() && Files.exists(out.resolve("config.json"))) {
            throw new IllegalArgumentException(
                    out + " already holds a model: choose another --out");
        }
        Files.createDirectories(out);
        FileChannel lock = lock(out);
        try {
            if (directory.exists()) {
                requireSame(directory, config, data);
            } else {
                create(directory, config, data, samples.call());
            }
        } catch (Exception e) {
            lock.close();
            throw e;
        }
        return new RunSetup(directory, lock);
    }

    private static FileChannel lock(Path out) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        out.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new IllegalStateException("another process trains in " + out);
        }
        return channel;
    }

    private static void create(
            RunDirectory directory, TrainingConfig config, Path data, Path samples)
            throws IOException {
        try (ImageDataset dataset = DatasetIndexer.index(samples)) {
            RunDescription description =
                    new RunDescription(config, data.toString(), dataset.size());
            var unused = description.plan(); // refuses too few samples
            directory.create(description, dataset);
        }
    }

    private static void requireSame(RunDirectory directory, TrainingConfig config, Path data)
            throws IOException {
        RunDescription known = directory.description();
        TrainingConfig shared = known.config().sharedAs(config);
        List<String> differences = Settings.differences(shared, config);
        if (!known.data().equals(data.toString())) {
            differences.add("--data is %s, was %s".formatted(data, known.data()));
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s holds a run with other settings (%s): use those, or another --out"
                            .formatted(directory.path(), String.join("; ", differences)));
        }
        if (!shared.equals(known.config())) {
            directory.describe(new RunDescription(shared, known.data(), known.samples()));
        }
    }

    public RunDirectory directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
