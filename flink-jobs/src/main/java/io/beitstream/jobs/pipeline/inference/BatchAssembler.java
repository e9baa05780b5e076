package io.beitstream.jobs.pipeline.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The queue before a network: decides when waiting items become a batch, and of what size. A batch
 * is due as soon as the largest is full, when the oldest item has lingered long enough, or when
 * nothing has come for a tenth of that time: items come in bursts where there are many, and where
 * there are few, waiting makes them late and saves little. Knows no threads and no clock: callers
 * pass the time.
 */
final class BatchAssembler<T> {
    private record Waiting<T>(T item, long sinceNanos) {}

    private final long lingerNanos;
    private final Predicate<T> abandoned;
    private final Deque<Waiting<T>> queue = new ArrayDeque<>();
    private BatchSizes sizes;

    /**
     * @param abandoned tells items that nobody waits for any more; they are dropped
     */
    BatchAssembler(BatchSizes sizes, long lingerNanos, Predicate<T> abandoned) {
        this.sizes = sizes;
        this.lingerNanos = lingerNanos;
        this.abandoned = abandoned;
    }

    void add(T item, long nowNanos) {
        queue.add(new Waiting<>(item, nowNanos));
    }

    int size() {
        return queue.size();
    }

    /** The size that batches have at most, now. */
    int largest() {
        return sizes.largest();
    }

    /** Makes batches of this size, or a smaller one, from now on. */
    void limit(int largest) {
        if (largest < sizes.largest()) {
            sizes = new BatchSizes(largest);
        }
    }

    /**
     * Nanoseconds until a batch is due; 0 or less if one is, {@link Long#MAX_VALUE} if nothing
     * waits.
     */
    long nanosUntilDue(long nowNanos) {
        dropAbandoned();
        if (queue.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (queue.size() >= sizes.largest()) {
            return 0;
        }
        long lingered = nowNanos - queue.element().sinceNanos();
        long paused = nowNanos - queue.getLast().sinceNanos();
        return Math.min(
                lingerNanos - lingered, lingerNanos / InferenceSettings.PAUSES_OF_LINGER - paused);
    }

    /** Takes the oldest items, as many as the largest size they fill; empty if nothing waits. */
    List<T> take() {
        dropAbandoned();
        List<T> batch = new ArrayList<>();
        if (!queue.isEmpty()) {
            for (int left = sizes.atMost(queue.size()); left > 0; left--) {
                batch.add(queue.remove().item());
            }
        }
        return batch;
    }

    /** Takes everything that waits. */
    List<T> drain() {
        List<T> all = queue.stream().map(Waiting::item).toList();
        queue.clear();
        return all;
    }

    private void dropAbandoned() {
        queue.removeIf(waiting -> abandoned.test(waiting.item()));
    }
}
