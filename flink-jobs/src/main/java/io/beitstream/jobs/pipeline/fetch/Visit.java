package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.Ticket;

/** One image at its store's {@link StoreBreaker}; its state is the breaker's. */
abstract class Visit {
    private final Object identity = new Object();
    private final Ticket ticket;
    private boolean held;
    private boolean begun;
    private long firstAttempt;
    private int failures;

    Visit(Ticket ticket) {
        this.ticket = ticket;
    }

    /** Equal to no other's; what keeps it keeps nothing of the image. */
    final Object identity() {
        return identity;
    }

    /** An attempt may start now; its end must be told. */
    abstract void admitted();

    /** The outage has lasted too long; the visit is over. */
    abstract void turnedAway(AttemptException lastFailure);

    final void begins(long now) {
        if (!begun) {
            begun = true;
            firstAttempt = now;
        }
    }

    /** When its first attempt began, by the breakers' clock. */
    final long firstAttempt() {
        return firstAttempt;
    }

    /** An attempt has failed while the store was not down. */
    final void countFailure() {
        failures++;
    }

    /** How many attempts have failed so. */
    final int failures() {
        return failures;
    }

    /** Stops the clock of the image's deadline. */
    final void hold() {
        if (!held) {
            held = true;
            ticket.pause();
        }
    }

    final void letGo() {
        if (held) {
            held = false;
            ticket.resume();
        }
    }
}
