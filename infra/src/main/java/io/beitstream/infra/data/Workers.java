package io.beitstream.infra.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that do the same with many files, a few at a time. The first failure stops them all.
 *
 * @param atOnce how many
 */
record Workers(int atOnce) {
    /** What is done with one. */
    @FunctionalInterface
    interface Work<T, R> {
        R apply(T item) throws IOException, InterruptedException;
    }

    /** The results, in the order of the items. */
    <T, R> List<R> all(List<T> items, Work<T, R> work) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce, Workers::thread);
        try {
            ExecutorCompletionService<R> ended = new ExecutorCompletionService<>(threads);
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(ended.submit(() -> work.apply(item)));
            }
            for (int i = 0; i < items.size(); i++) {
                result(ended.take());
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(result(future));
            }
            return results;
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static <R> R result(Future<R> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "beitstream-fetch");
        thread.setDaemon(true);
        return thread;
    }
}
