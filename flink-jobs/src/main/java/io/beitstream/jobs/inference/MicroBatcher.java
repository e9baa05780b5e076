package io.beitstream.jobs.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects single inputs from many callers into batches for one network.
 *
 * <p>Invariant: <em>every submitted input completes exactly once, with a result or a failure</em>,
 * also when the network throws, the caller cancels or the batcher closes. Callers feel a full
 * buffer as waiting, never as an error.
 */
public final class MicroBatcher<I, O> implements AutoCloseable {
    /**
     * The batcher's limits.
     *
     * @param linger how long an input waits for company at most
     * @param buffered inputs that may wait; a caller with one more waits itself
     */
    public record Config(BatchSizes sizes, Duration linger, int buffered) {
        public Config {
            if (buffered < sizes.largest()) {
                throw new IllegalArgumentException(
                        "a buffer of %d inputs never fills a batch of %d"
                                .formatted(buffered, sizes.largest()));
            }
        }
    }

    /**
     * A result, and how its input went through.
     *
     * @param queueNanos from submission until its batch began
     * @param runNanos that its batch ran, bisection included
     */
    public record Completed<O>(O output, int batchSize, long queueNanos, long runNanos) {}

    private record Request<I, O>(
            I input, long sinceNanos, CompletableFuture<Completed<O>> future) {}

    private final BatchedNetwork<I, O> network;
    private final Config config;
    private final Lock device;
    private final Lock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final BatchAssembler<Request<I, O>> queue;
    private final Thread worker;
    private boolean closed;

    /**
     * Starts the batcher's thread.
     *
     * @param device held while a batch runs, so that networks on one device take turns
     */
    public MicroBatcher(
            BatchedNetwork<I, O> network, Config config, Lock device, ThreadFactory threads) {
        this.network = network;
        this.config = config;
        this.device = device;
        this.queue =
                new BatchAssembler<>(
                        config.sizes(),
                        config.linger().toNanos(),
                        request -> request.future().isDone());
        this.worker = threads.newThread(this::work);
        worker.start();
    }

    /**
     * Hands in one input; waits while the buffer is full. Cancelling the future before its batch
     * begins takes the input out of the queue.
     *
     * @throws InterruptedException if interrupted while waiting for room; the input is not handed
     *     in then
     */
    public CompletableFuture<Completed<O>> submit(I input) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && queue.size() >= config.buffered()) {
                room.await();
            }
            CompletableFuture<Completed<O>> future = new CompletableFuture<>();
            if (closed) {
                future.completeExceptionally(
                        new CancellationException("the micro-batcher is closed"));
                return future;
            }
            long now = System.nanoTime();
            queue.add(new Request<>(input, now, future), now);
            arrived.signal();
            return future;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Request<I, O>> batch = next(); batch != null; batch = next()) {
            run(batch);
        }
    }

    /** Waits for the next batch; null when the batcher is closed. */
    private @Nullable List<Request<I, O>> next() {
        lock.lock();
        try {
            while (!closed) {
                long wait = queue.nanosUntilDue(System.nanoTime());
                if (wait <= 0) {
                    List<Request<I, O>> batch = queue.take();
                    room.signalAll();
                    return batch;
                }
                await(wait);
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
            // Only close() ends the worker; whoever interrupts it has not asked for anything.
        }
    }

    private void run(List<Request<I, O>> batch) {
        device.lock();
        try {
            long started = System.nanoTime();
            Bisection.run(network, batch, Request::input, new Completion(batch.size(), started));
        } finally {
            device.unlock();
        }
    }

    /** Completes requests; a future that was cancelled meanwhile stays cancelled. */
    private final class Completion implements Bisection.Verdict<Request<I, O>, O> {
        private final int batchSize;
        private final long startedNanos;

        Completion(int batchSize, long startedNanos) {
            this.batchSize = batchSize;
            this.startedNanos = startedNanos;
        }

        @Override
        public void succeeded(Request<I, O> request, O output) {
            long queued = startedNanos - request.sinceNanos();
            long ran = System.nanoTime() - startedNanos;
            request.future().complete(new Completed<>(output, batchSize, queued, ran));
        }

        @Override
        public void failed(Request<I, O> request, Throwable cause) {
            request.future().completeExceptionally(cause);
        }
    }

    /** Lets the running batch end, fails what still waits, and ends the thread. */
    @Override
    public void close() {
        List<Request<I, O>> left = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            left.addAll(queue.drain());
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(
                request ->
                        request.future()
                                .completeExceptionally(
                                        new CancellationException("the micro-batcher was closed")));
        joinWorker();
    }

    private void joinWorker() {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
