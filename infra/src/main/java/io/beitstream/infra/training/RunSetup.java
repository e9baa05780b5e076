package io.beitstream.infra.training;

import io.beitstream.model.file.HeldFile;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleLocation;
import io.beitstream.model.training.run.RunChange;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** A run's directory, made or found, and held against other processes until it is closed. */
public final class RunSetup implements AutoCloseable {
    private final RunDirectory directory;
    private final HeldFile lock;
    private final List<RunChange> changes;

    private RunSetup(RunDirectory directory, HeldFile lock, List<RunChange> changes) {
        this.directory = directory;
        this.lock = lock;
        this.changes = changes;
    }

    /**
     * Sets a run up, or finds the one that is there, with what of its settings may change.
     *
     * @param samples makes the folder or shard that holds the samples; called for a new run, and
     *     for one whose samples have moved or are not there any more
     * @throws IllegalArgumentException if there is another run or a model, or there are no images
     * @throws IllegalStateException if another process works on it
     */
    public static RunSetup open(Path out, RunRequest request, Callable<Path> samples)
            throws Exception {
        RunDirectory directory = new RunDirectory(out);
        refuseModel(out);
        Files.createDirectories(out);
        HeldFile lock = HeldFile.take(out.resolve(".lock"), "another process trains in " + out);
        try {
            if (directory.exists()) {
                return new RunSetup(directory, lock, change(directory, request, samples));
            }
            create(directory, request, samples.call());
            return new RunSetup(directory, lock, List.of());
        } catch (Exception e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Refuses a directory with a model that no run there has made.
     *
     * @throws IllegalArgumentException naming it
     */
    public static void refuseModel(Path out) {
        if (!new RunDirectory(out).exists() && isFinished(out)) {
            throw new IllegalArgumentException(
                    out + " already holds a model: choose another --out");
        }
    }

    private static void create(RunDirectory directory, RunRequest request, Path samples)
            throws IOException {
        try (ImageDataset dataset = DatasetIndexer.index(samples)) {
            RunDescription description = request.describe(dataset.size(), List.of());
            var unused = description.plan(); // refuses too few samples
            holdOut(directory, request);
            directory.create(description, dataset);
        }
    }

    private static List<RunChange> change(
            RunDirectory directory, RunRequest request, Callable<Path> samples) throws Exception {
        RunDescription known = directory.description();
        RunDescription wanted = request.describe(known.samples(), known.changes());
        int round = Math.max(0, directory.lastRound()) + 1;
        RunChanges changes = RunChanges.between(known, wanted, round);
        changes.requireFree(directory.path(), known.config(), request.config());
        if (changes.moveData() || areSamplesAway(directory)) {
            moveData(directory, request.data(), samples.call());
        }
        if (changes.all().isEmpty()) {
            return List.of();
        }
        if (changes.moveValidation()) {
            holdOut(directory, request);
        }
        List<RunChange> history = new ArrayList<>(known.changes());
        history.addAll(changes.all());
        directory.describe(request.describe(known.samples(), history));
        return changes.all();
    }

    /** Whether samples are still wanted, and are not where they were. */
    private static boolean areSamplesAway(RunDirectory directory) throws IOException {
        if (isFinished(directory.path())) {
            return false;
        }
        try (ImageDataset known = directory.dataset()) {
            return !Files.exists(known.location(0).file());
        }
    }

    /** The model is written when the last round is there. */
    private static boolean isFinished(Path out) {
        return Files.exists(out.resolve("config.json"));
    }

    private static void moveData(RunDirectory directory, String data, Path samples)
            throws IOException {
        try (ImageDataset known = directory.dataset();
                ImageDataset found = DatasetIndexer.index(samples)) {
            if (!sameImages(known, found)) {
                throw new IllegalArgumentException(
                        "%s holds other images than those that %s has learned from (%d, were %d): bring those, or choose another --out"
                                .formatted(data, directory.path(), found.size(), known.size()));
            }
            directory.moveDataset(found);
        }
    }

    /** Names, sizes and classes are the same wherever samples lie. */
    private static boolean sameImages(ImageDataset known, ImageDataset found) {
        return known.size() == found.size()
                && IntStream.range(0, known.size())
                        .allMatch(i -> isSame(known.location(i), found.location(i)));
    }

    private static boolean isSame(SampleLocation known, SampleLocation found) {
        return known.id().equals(found.id())
                && known.length() == found.length()
                && Objects.equals(known.label(), found.label());
    }

    private static void holdOut(RunDirectory directory, RunRequest request) throws IOException {
        if (!request.validation().takesPlace()) {
            return;
        }
        try (ImageDataset images = DatasetIndexer.index(Path.of(request.validation().data()))) {
            List<String> classes = request.config().task().labels();
            for (SampleLocation image : images.locations()) {
                if (!classes.isEmpty() && !classes.contains(image.label())) {
                    throw new IllegalArgumentException(
                            "%s of --validation is of class %s, which the run does not have"
                                    .formatted(image.id(), image.label()));
                }
            }
            directory.holdOut(images);
        }
    }

    /** What has changed since the run was last set up. */
    public List<String> changes() {
        return changes.stream()
                .map(c -> "from round %d: %s".formatted(c.round(), RunChanges.inWords(c)))
                .toList();
    }

    public RunDirectory directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
