package io.beitstream.jobs.pipeline.inference;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Collects single inputs from many callers into batches for one network.
 *
 * <p>Invariant: <em>every submitted input completes exactly once, with a result or a failure</em>,
 * also when the network throws or hangs, the caller cancels, a callback throws, or the batcher
 * closes. What waits is bounded by what callers have in flight.
 *
 * <p>States: working; <em>broken</em>, once the network fails on a known-good input or does not
 * answer in time: whatever waits, and whatever comes, fails with the same {@link
 * EngineFailureException}, and nobody leases it again; closed.
 */
public final class MicroBatcher<I, O> implements AutoCloseable {
    /** How long {@link #close} waits for a batch that runs. */
    private static final Duration CLOSING = Duration.ofSeconds(30);

    /** How many calls of others a batch waits for at most. */
    private static final int OTHERS = 2;

    /**
     * The batcher's limits.
     *
     * @param linger how long an input waits for company at most
     * @param callTimeout after which a running batch is called hung
     * @param atOnce batches that may run at a time, if the device has turns left
     */
    public record Config(BatchSizes sizes, Duration linger, Duration callTimeout, int atOnce) {}

    /**
     * A result, and how its input went through.
     *
     * @param queueNanos from submission until its batch began
     * @param runNanos that its batch ran, bisection included
     */
    public record Completed<O>(O output, int batchSize, long queueNanos, long runNanos) {}

    private final BatchedNetwork<I, O> network;
    private final Config config;
    private final Semaphore device;
    private final DeadlineTimer timer;
    private final BatchQueue<I, O> queue;
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean broken;
    private volatile boolean hung;
    private final CountDownLatch cold;

    /**
     * Starts the batcher's threads.
     *
     * @param device one of its permits is held while a batch runs: networks on one device take
     *     turns
     */
    public MicroBatcher(
            BatchedNetwork<I, O> network,
            Config config,
            Semaphore device,
            DeadlineTimer timer,
            ThreadFactory threads) {
        this.network = network;
        this.config = config;
        this.device = device;
        this.timer = timer;
        this.queue = new BatchQueue<>(config);
        this.cold = new CountDownLatch(config.atOnce());
        for (int i = 0; i < config.atOnce(); i++) {
            workers.add(threads.newThread(this::work));
        }
        workers.forEach(Thread::start);
    }

    /**
     * Hands in one input. Cancelling the future before its batch begins takes the input out of the
     * queue.
     */
    public CompletableFuture<Completed<O>> submit(I input) {
        return queue.add(input);
    }

    /** Whether it takes batches at full speed: all that is run before the first input has been. */
    boolean isReady() {
        return cold.getCount() == 0 && !broken;
    }

    /** Whether the engine behind it has failed; such a batcher never works again. */
    public boolean isBroken() {
        return broken;
    }

    /** Whether a call has not come back: the device's lock may be held for ever. */
    boolean isHung() {
        return hung;
    }

    /** The size that batches have at most: the configured one, or what the device's memory took. */
    public int largestBatch() {
        return queue.largest();
    }

    private void work() {
        if (network.compilesEachSize()) {
            new WarmUp<>(network.knownGood(), queue::mayHave, this::run).run(config.sizes());
        }
        cold.countDown();
        for (List<BatchRequest<I, O>> batch = queue.next(); batch != null; batch = queue.next()) {
            try {
                run(batch);
            } catch (Throwable e) {
                batch.forEach(request -> request.fail(e)); // those that have no verdict yet
            } finally {
                queue.ended(batch);
            }
        }
    }

    private void run(List<BatchRequest<I, O>> batch) {
        BatchVerdicts<I, O> verdicts;
        if (!takeDevice()) {
            hang();
            return;
        }
        try {
            verdicts = new BatchVerdicts<>(batch.size(), System.nanoTime());
            DeadlineTimer.Scheduled alarm =
                    timer.schedule(this::hang, config.callTimeout().toNanos());
            try (DeviceCalls.Call call = DeviceCalls.OF_THIS_JVM.begin()) {
                new Bisection<>(network, BatchRequest::input, verdicts).run(batch);
            } finally {
                alarm.cancel();
            }
        } finally {
            device.release();
        }
        queue.limit(verdicts.largestThatFits());
        EngineFailureException failure = verdicts.engineFailure();
        if (failure != null) {
            breakDown(failure);
        }
        verdicts.announce();
    }

    /** Waits for the device while others use it; not for ever, if one of them hangs. */
    private boolean takeDevice() {
        long limit = OTHERS * config.callTimeout().toNanos();
        long deadline = System.nanoTime() + limit;
        while (true) {
            try {
                return device.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // Only close() ends the worker; whoever interrupts it has not asked for anything.
            }
        }
    }

    private void hang() {
        hung = true;
        breakDown(
                new EngineFailureException(
                        "the device has not answered a batch for "
                                + config.callTimeout().toSeconds()
                                + " s"));
    }

    private void breakDown(EngineFailureException failure) {
        broken = true;
        queue.end(failure, true);
    }

    /**
     * Fails what waits, lets running batches end, and ends the threads. A batch that hangs is left
     * to itself after a while.
     *
     * @return whether the threads have ended
     */
    boolean closeAndJoin(Duration patience) {
        CancellationException closed = new CancellationException("the micro-batcher was closed");
        queue.end(closed, false);
        boolean interrupted = false;
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread worker : workers) {
            while (worker.isAlive() && System.nanoTime() - deadline < 0) {
                try {
                    worker.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (workers.stream().anyMatch(Thread::isAlive)) {
            queue.end(closed, true);
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        closeAndJoin(CLOSING);
    }
}
