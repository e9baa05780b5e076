package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Makes single attempts to get a URI's bytes. */
interface Transport extends AutoCloseable {
    /**
     * Begins an attempt, and never blocks. The future completes with bytes that the ticket accounts
     * for, or with an {@link AttemptException} once the ticket holds nothing of them. Cancelling it
     * aborts the attempt.
     */
    CompletableFuture<byte[]> attempt(URI uri, Ticket ticket);

    @Override
    void close();
}
