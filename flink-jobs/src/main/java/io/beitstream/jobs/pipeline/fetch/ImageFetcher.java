package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Gets the bytes behind a URI. */
public interface ImageFetcher extends AutoCloseable {
    /**
     * Begins to fetch, and never blocks. The future completes with at most the permitted number of
     * bytes, which the ticket then accounts for, or with a {@link
     * io.beitstream.jobs.pipeline.outcome.StageException}, and then the ticket holds nothing of
     * them. It completes on a thread of the fetcher: what depends on it must be short, or run
     * elsewhere. If the ticket is given up, or the future cancelled, the connection or read is
     * aborted.
     */
    CompletableFuture<byte[]> fetch(URI uri, Ticket ticket);

    /** Ends what is under way, connections and threads. */
    @Override
    void close();
}
