package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes that one attempt holds of its image's ticket. What was asked for is held from the
 * moment it is granted, and the caller allocates it then. Thread-safe.
 */
final class AttemptShare {
    private final Ticket ticket;
    private final AttemptClock clock;
    private long held;
    private boolean ended;

    AttemptShare(Ticket ticket, AttemptClock clock) {
        this.ticket = ticket;
        this.clock = clock;
    }

    /** Completes once the bytes are held; never if the attempt ends first. */
    CompletableFuture<Void> ask(long bytes) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        clock.pause();
        ticket.reserve(bytes)
                .thenRun(
                        () -> {
                            if (hold(bytes)) {
                                clock.resume();
                                mine.complete(null);
                            }
                        });
        return mine;
    }

    private synchronized boolean hold(long bytes) {
        ticket.settle(ended ? 0 : bytes);
        held += ended ? 0 : bytes;
        return !ended;
    }

    /** Accounts for bytes that have come unasked. */
    synchronized void take(long bytes) {
        if (!ended) {
            ticket.take(bytes);
            held += bytes;
        }
    }

    synchronized void giveBack(long bytes) {
        if (!ended) {
            ticket.giveBack(bytes);
            held -= bytes;
        }
    }

    /** The attempt ends; the ticket holds nothing of it any more. */
    void release() {
        keep(0);
    }

    /**
     * The attempt ends; of its bytes so many stay with the ticket.
     *
     * @return false if it had ended
     */
    synchronized boolean keep(long bytes) {
        if (ended) {
            return false;
        }
        ended = true;
        ticket.giveBack(held - bytes);
        held = bytes;
        return true;
    }

    /** Nobody takes what was kept. */
    void discard(long kept) {
        ticket.giveBack(kept);
    }
}
