package io.beitstream.infra.search.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets work through one at a time; a few more wait for their turn, in order. Thread-safe. */
final class Lane {
    private final Semaphore places;
    private final Semaphore turn = new Semaphore(1, true);
    private final Duration longestWait;

    /**
     * @param waiting how many may wait
     */
    Lane(int waiting, Duration longestWait) {
        this.places = new Semaphore(waiting + 1);
        this.longestWait = longestWait;
    }

    /** What is done in a turn. */
    interface Work<T> {
        T run() throws RequestRefusedException;
    }

    /**
     * Waits for its turn and does the work.
     *
     * @throws RequestRefusedException with 429 if too many wait already, with 503 if the turn does
     *     not come in time
     */
    <T> T run(Work<T> work) throws RequestRefusedException {
        if (!places.tryAcquire()) {
            throw tooMany();
        }
        try {
            awaitTurn();
            try {
                return work.run();
            } finally {
                turn.release();
            }
        } finally {
            places.release();
        }
    }

    private void awaitTurn() throws RequestRefusedException {
        try {
            if (!turn.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RequestRefusedException(
                        503, "The search is busy: the query did not get its turn in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestRefusedException(503, "The server is closing.");
        }
    }

    static RequestRefusedException tooMany() {
        return new RequestRefusedException(
                429, "Too many searches are waiting; please try again in a moment.");
    }
}
