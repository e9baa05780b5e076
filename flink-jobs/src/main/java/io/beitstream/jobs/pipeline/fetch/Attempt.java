package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One attempt under way: its deadline, its bytes and what it does at present. It ends once;
 * whatever ends it frees its bytes and aborts what it does before the future completes.
 * Thread-safe.
 */
final class Attempt {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final AttemptClock clock;
    private final AttemptShare share;
    private @Nullable Future<?> current;
    private AttemptException onExpiry;
    private boolean failed;
    private boolean ended;

    /**
     * Starts the clock.
     *
     * @param onExpiry what passing the deadline means, until {@link #expiryMeans} says otherwise
     */
    Attempt(Ticket ticket, DeadlineTimer timer, Duration limit, AttemptException onExpiry) {
        this.onExpiry = onExpiry;
        this.clock = new AttemptClock(timer, limit, this::expire);
        this.share = new AttemptShare(ticket, clock);
        result.whenComplete((bytes, error) -> end());
        clock.resume();
    }

    CompletableFuture<byte[]> result() {
        return result;
    }

    AttemptShare share() {
        return share;
    }

    boolean isOver() {
        return result.isDone();
    }

    /** What passing the deadline, or a broken connection, means from now on. */
    synchronized void expiryMeans(AttemptException failure) {
        onExpiry = failure;
    }

    /** Sets what the attempt does now, to be cancelled with it. */
    void does(Future<?> work) {
        synchronized (this) {
            if (work.isDone()) {
                return;
            }
            if (!ended) {
                current = work;
                return;
            }
        }
        work.cancel(true);
    }

    /** What it did is over and needs no cancelling. */
    synchronized void doneWith() {
        current = null;
    }

    private void expire() {
        fail(onExpiry());
    }

    private synchronized AttemptException onExpiry() {
        return onExpiry;
    }

    void fail(AttemptException failure) {
        synchronized (this) {
            if (failed) {
                return; // by what now only ends as well
            }
            failed = true;
        }
        end();
        result.completeExceptionally(failure);
    }

    void succeed(byte[] bytes) {
        doneWith();
        clock.end();
        if (share.keep(bytes.length) && !result.complete(bytes)) {
            share.discard(bytes.length);
        }
    }

    private void end() {
        Future<?> work;
        synchronized (this) {
            ended = true;
            work = current;
            current = null;
        }
        clock.end();
        share.release();
        if (work != null) {
            work.cancel(true);
        }
    }
}
