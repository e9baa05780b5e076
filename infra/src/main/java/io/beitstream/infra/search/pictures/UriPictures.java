package io.beitstream.infra.search.pictures;

import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.fetch.ImageFetcher;
import io.beitstream.jobs.pipeline.fetch.StoreBreakers;
import io.beitstream.jobs.pipeline.fetch.UriImageFetcher;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pictures behind URIs, fetched as the job fetches them and under the same rules. Thread-safe. */
final class UriPictures implements AutoCloseable {
    private static final int AT_ONCE = 4;

    private final ImageFetcher fetcher;
    private final ByteBudget budget;
    private final Duration limit;

    /**
     * @param limit of time for one picture, all attempts together
     */
    UriPictures(FetchOptions options, Duration limit) {
        this.fetcher =
                new UriImageFetcher(
                        options,
                        new StoreBreakers(options, DeadlineTimer.SYSTEM),
                        Map.of(),
                        DeadlineTimer.SYSTEM);
        this.budget = new ByteBudget((long) AT_ONCE * options.limits().maxBytes());
        this.limit = limit;
    }

    /**
     * The bytes behind a URI; empty if it is not allowed, or nothing is there.
     *
     * @throws IOException if its host does not answer in time
     */
    Optional<byte[]> fetch(String text) throws IOException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        try (Ticket ticket = Ticket.issue(budget, DeadlineTimer.SYSTEM, limit, 0)) {
            return fetch(uri, ticket);
        }
    }

    private Optional<byte[]> fetch(URI uri, Ticket ticket) throws IOException {
        try {
            return Optional.of(
                    fetcher.fetch(uri, ticket).get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StageException) {
                return Optional.empty();
            }
            throw new IOException("the picture cannot be fetched: " + e.getCause(), e);
        } catch (TimeoutException e) {
            ticket.giveUp();
            throw new IOException("the picture's host does not answer in time", e);
        } catch (InterruptedException e) {
            ticket.giveUp();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a picture was fetched", e);
        }
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
