package io.beitstream.jobs.pipeline.inference;

import java.util.concurrent.CompletableFuture;

/** An input that waits for its result. */
record BatchRequest<I, O>(
        I input, long sinceNanos, CompletableFuture<MicroBatcher.Completed<O>> future) {
    BatchRequest(I input, long sinceNanos) {
        this(input, sinceNanos, new CompletableFuture<>());
    }

    /** Whether nobody waits any more. */
    boolean isDone() {
        return future.isDone();
    }

    void fail(Throwable cause) {
        future.completeExceptionally(cause);
    }
}
