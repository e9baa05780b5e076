package io.beitstream.infra.search.index;

import io.beitstream.infra.search.ImageIndex;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * An index that is open, and the thread that fills it. Close it when nobody asks the index any
 * more.
 */
public final class IndexService implements AutoCloseable {
    private final Generations generations;
    private final LuceneImageIndex index;
    private final Indexer indexer;
    private final FutureTask<IndexCounts> filling;

    private IndexService(IndexOptions options, Generations generations, Consumer<String> say) {
        this.generations = generations;
        this.index =
                new LuceneImageIndex(
                        options.name(), generations.serving(), options.graph(), this::lag);
        this.indexer = new Indexer(options, generations, index, Clock.systemUTC(), say);
        this.filling = new FutureTask<>(indexer);
    }

    private long lag() {
        return indexer.lag();
    }

    /**
     * Opens the index, and begins to fill it.
     *
     * @param say takes a line now and then: that all has been read, what is passed over and why
     * @throws IllegalArgumentException if the Kafka clients do not take their settings
     * @throws IllegalStateException if another process uses the index
     */
    public static IndexService open(IndexOptions options, Consumer<String> say) throws IOException {
        Generations generations =
                Generations.open(options.folder(), options.graph(), options.rebuild());
        try {
            IndexService service = new IndexService(options, generations, say);
            new Thread(service.filling, "indexer of " + options.name()).start();
            return service;
        } catch (KafkaException e) {
            generations.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("unusable Kafka settings: " + cause.getMessage(), e);
        }
    }

    public ImageIndex index() {
        return index;
    }

    /** How far the filling has come. */
    public IndexProgress progress() {
        return indexer.progress();
    }

    /** Asks the filling to end. */
    public void stop() {
        indexer.stop();
    }

    /**
     * Waits for the filling to end: because it was asked to, has read all it was to read, or
     * failed. What was indexed is durable then, and can still be searched.
     *
     * @throws IllegalStateException if it could not go on, with the remedy
     */
    public IndexCounts await() throws IOException, InterruptedException {
        try {
            return filling.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof IOException failure) {
                throw new IOException(
                        "the index cannot be written: " + failure.getMessage(), cause);
            }
            if (cause instanceof IllegalArgumentException mistake) {
                throw mistake;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(
                    cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    /** Ends the filling and closes the index. */
    @Override
    public void close() throws IOException {
        stop();
        try {
            filling.get();
        } catch (ExecutionException e) {
            // Told by await.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            generations.close();
        }
    }
}
