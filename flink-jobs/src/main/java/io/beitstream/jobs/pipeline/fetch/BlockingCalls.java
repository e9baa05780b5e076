package io.beitstream.jobs.pipeline.fetch;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Daemon threads for calls that may hang. Cancelling a call's future interrupts it; a call that
 * does not heed that keeps its thread, while others get new ones up to the bound. Beyond the bound
 * calls are refused: nothing queues behind what hangs.
 */
final class BlockingCalls implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    BlockingCalls(String name, int bound) {
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        bound,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        BasicThreadFactory.builder()
                                .namingPattern(name + "-%d")
                                .daemon(true)
                                .build());
    }

    /** Makes a call on a thread of its own. */
    <T> CompletableFuture<T> call(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            Future<?> running =
                    threads.submit(
                            () -> {
                                try {
                                    result.complete(call.call());
                                } catch (Throwable e) {
                                    result.completeExceptionally(e);
                                }
                            });
            result.whenComplete(
                    (value, error) -> {
                        if (result.isCancelled()) {
                            running.cancel(true);
                        }
                    });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
