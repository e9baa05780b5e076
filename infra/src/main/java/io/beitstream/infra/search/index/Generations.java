package io.beitstream.infra.search.index;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.kafka.common.TopicPartition;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one index on disk: the one that serves, and perhaps the next one, which is
 * being built.
 *
 * <pre>
 * FOLDER/serving                 the name of the one that serves
 * FOLDER/generation-000001/      its Lucene directory
 * FOLDER/index.lock
 * </pre>
 */
final class Generations implements AutoCloseable {
    private static final String POINTER = "serving";
    private static final String PREFIX = "generation-";

    private final Path folder;
    private final GraphOptions graph;
    private final FSDirectory directory;
    private final Lock lock;
    private Generation serving;
    private @Nullable Generation next;

    /**
     * Opens what is there, or begins.
     *
     * @param rebuild whether to delete what is there first
     * @throws IllegalStateException if another process uses the folder
     */
    static Generations open(Path folder, GraphOptions graph, boolean rebuild) throws IOException {
        FSDirectory directory = FSDirectory.open(Files.createDirectories(folder));
        Lock lock;
        try {
            lock = directory.obtainLock("index.lock");
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new IllegalStateException(
                    "the index in %s is in use by another process: end it first, or choose another --name"
                            .formatted(folder),
                    e);
        }
        try {
            return new Generations(folder, graph, directory, lock, rebuild);
        } catch (IOException | RuntimeException e) {
            lock.close();
            directory.close();
            throw e;
        }
    }

    private Generations(
            Path folder, GraphOptions graph, FSDirectory directory, Lock lock, boolean rebuild)
            throws IOException {
        this.folder = folder;
        this.graph = graph;
        this.directory = directory;
        this.lock = lock;
        if (rebuild) {
            Files.deleteIfExists(folder.resolve(POINTER));
        }
        Path pointer = folder.resolve(POINTER);
        boolean begins = !Files.exists(pointer);
        if (begins) {
            for (Path old : folders()) {
                delete(old);
            }
            Publication.writeText(pointer, PREFIX + "000001\n");
        }
        Path its = folder.resolve(Files.readString(pointer).strip());
        this.serving = new Generation(its, graph);
        for (Path other : folders()) {
            if (number(other) < number(its)) {
                delete(other); // a switch was cut short after the other had taken over
            }
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .sorted()
                    .toList();
        }
    }

    private static int number(Path generation) {
        return Integer.parseInt(generation.getFileName().toString().substring(PREFIX.length()));
    }

    private static void delete(Path generation) throws IOException {
        FileUtils.deleteDirectory(generation.toFile());
    }

    Generation serving() {
        return serving;
    }

    Optional<Generation> next() {
        return Optional.ofNullable(next);
    }

    /** Both, that which serves first. */
    List<Generation> all() {
        List<Generation> all = new ArrayList<>(List.of(serving));
        next().ifPresent(all::add);
        return all;
    }

    /**
     * Goes on with a next generation that an earlier process began; returns whether there is one.
     */
    boolean resumeNext() throws IOException {
        for (Path other : folders()) {
            if (number(other) > number(serving.folder())) {
                Generation begun = new Generation(other, graph);
                if (begun.kind() != null) {
                    next = begun;
                    return true;
                }
                begun.close();
                delete(other); // it had not got as far as a commit
            }
        }
        return false;
    }

    /**
     * Begins a generation of another kind beside the one that serves. It has its visual tokens, and
     * reads the topic of embeddings from the first record of the kind.
     */
    void beginNext(VectorKind kind, String embeddings) throws IOException {
        Path place = folder.resolve(PREFIX + "%06d".formatted(number(serving.folder()) + 1));
        Generation begun = new Generation(place, graph);
        begun.become(kind);
        serving.refresh();
        Succession.copy(serving, begun);
        Positions positions = begun.positions();
        serving.positions().topicIds().forEach(positions::name);
        Map<Integer, Long> first = serving.others().first(kind);
        serving.positions()
                .next()
                .forEach(
                        (topic, offsets) ->
                                offsets.forEach(
                                        (partition, offset) ->
                                                positions.advance(
                                                        new TopicPartition(topic, partition),
                                                        topic.equals(embeddings)
                                                                ? first.getOrDefault(
                                                                        partition, offset)
                                                                : offset)));
        begun.commit();
        next = begun;
    }

    /** Gives up the generation that is being built. */
    void dropNext() throws IOException {
        Generation dropped = next().orElseThrow();
        next = null;
        retire(dropped);
    }

    /** Makes the next generation the one that serves. The one before is the caller's to retire. */
    Generation switchOver() throws IOException {
        Generation old = serving;
        Generation taking = next().orElseThrow();
        taking.others(
                old.others()
                        .whenSwitched(
                                Objects.requireNonNull(old.kind()),
                                Objects.requireNonNull(taking.kind())));
        taking.commit();
        Publication.writeText(folder.resolve(POINTER), taking.folder().getFileName() + "\n");
        serving = taking;
        next = null;
        return old;
    }

    /** Deletes a generation that nobody searches any more. */
    static void retire(Generation old) throws IOException {
        old.close();
        delete(old.folder());
    }

    @Override
    public void close() throws IOException {
        for (Generation generation : all()) {
            generation.close();
        }
        lock.close();
        directory.close();
    }
}
