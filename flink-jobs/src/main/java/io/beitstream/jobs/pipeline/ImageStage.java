package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.outcome.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * One part of an image's way: a function that does not block. What the image is to blame for comes
 * as a {@link io.beitstream.jobs.pipeline.outcome.Failure}; the future completes exceptionally only
 * for what the whole job must know, such as a broken engine. Thread-safe.
 *
 * @param <I> what it takes: source records at the beginning, outcomes further on
 */
public interface ImageStage<I> extends AutoCloseable {
    CompletableFuture<Outcome> process(I input);

    /** Whether there is room for another input; without it, callers should wait. */
    default boolean hasRoom() {
        return true;
    }

    /** Runs a short task as soon as there is room; at once if there is. */
    default void whenRoom(Runnable task) {
        task.run();
    }

    /** Gives up what is under way, and frees what the stage holds. */
    @Override
    void close();
}
