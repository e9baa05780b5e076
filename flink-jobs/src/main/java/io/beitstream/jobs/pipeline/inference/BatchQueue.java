package io.beitstream.jobs.pipeline.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a network, and the batches of it that run, shared by callers and by the threads
 * that run batches. Once it has ended, nothing waits in it and whatever comes fails. Thread-safe.
 */
final class BatchQueue<I, O> {
    private final Lock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final BatchAssembler<BatchRequest<I, O>> waiting;
    private final Set<List<BatchRequest<I, O>>> running =
            Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable RuntimeException end;

    BatchQueue(MicroBatcher.Config config) {
        this.waiting =
                new BatchAssembler<>(
                        config.sizes(), config.linger().toNanos(), BatchRequest::isDone);
    }

    /** Takes one input; its future has failed already if there was an end. */
    CompletableFuture<MicroBatcher.Completed<O>> add(I input) {
        lock.lock();
        try {
            if (end != null) {
                return CompletableFuture.failedFuture(end);
            }
            long now = System.nanoTime();
            BatchRequest<I, O> request = new BatchRequest<>(input, now);
            waiting.add(request, now);
            arrived.signal();
            return request.future();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch, which runs from then on; null when there is an end. */
    @Nullable List<BatchRequest<I, O>> next() {
        lock.lock();
        try {
            while (end == null) {
                long wait = waiting.nanosUntilDue(System.nanoTime());
                if (wait <= 0) {
                    List<BatchRequest<I, O>> batch = waiting.take();
                    if (!batch.isEmpty()) { // all of it may have been cancelled just now
                        running.add(batch);
                        arrived.signal(); // more may wait, and others sleep
                        return batch;
                    }
                } else {
                    await(wait);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // next() is the loop
    private void await(long nanos) {
        try {
            if (nanos == Long.MAX_VALUE) {
                arrived.await();
            } else {
                arrived.await(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Only an end lets the thread go; whoever interrupts it has not asked for anything.
        }
    }

    /** A batch runs no longer. */
    void ended(List<BatchRequest<I, O>> batch) {
        lock.lock();
        try {
            running.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    /** The size that batches have at most, now. */
    int largest() {
        lock.lock();
        try {
            return waiting.largest();
        } finally {
            lock.unlock();
        }
    }

    /** Makes batches of this size, or a smaller one, from now on. */
    void limit(int largest) {
        lock.lock();
        try {
            waiting.limit(largest);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there may still be a batch of this size. */
    boolean mayHave(int size) {
        lock.lock();
        try {
            return end == null && size <= waiting.largest();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails what waits. The first cause is the one that later inputs fail with.
     *
     * @param alsoRunning what runs fails too: nobody can wait for it
     */
    void end(RuntimeException cause, boolean alsoRunning) {
        List<BatchRequest<I, O>> left = new ArrayList<>();
        lock.lock();
        try {
            if (end == null) {
                end = cause;
            }
            left.addAll(waiting.drain());
            if (alsoRunning) {
                running.forEach(left::addAll);
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(request -> request.fail(cause)); // callbacks run outside the lock
    }
}
