package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Fetches what the options allow: over HTTP, and from the file systems it is given. */
public final class UriImageFetcher implements ImageFetcher {
    private final Stores stores;
    private final FetchSettings settings;
    private final Set<Fetching> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param breakers shared by all fetchers of the JVM
     * @param fileStores by scheme; without one for {@code file} the local one is used
     */
    public UriImageFetcher(
            FetchOptions options,
            StoreBreakers breakers,
            Map<String, FileStore> fileStores,
            DeadlineTimer timer) {
        this(
                options,
                breakers,
                new Stores(
                        options,
                        timer,
                        fileStores,
                        () -> new HttpTransport(options, timer, HostResolver.SYSTEM, null)),
                timer);
    }

    UriImageFetcher(
            FetchOptions options, StoreBreakers breakers, Stores stores, DeadlineTimer timer) {
        this.stores = stores;
        Backoff backoff =
                new Backoff(
                        options.retry().firstBackoff(),
                        options.retry().maxBackoff(),
                        () -> ThreadLocalRandom.current().nextDouble());
        this.settings = new FetchSettings(options.retry(), backoff, breakers, timer);
    }

    @Override
    public CompletableFuture<byte[]> fetch(URI uri, Ticket ticket) {
        Store store;
        try {
            store = stores.of(uri);
        } catch (AttemptException e) {
            return CompletableFuture.failedFuture(e.of(uri, 1));
        }
        Fetching fetching = new Fetching(uri, ticket, store, settings);
        underWay.add(fetching);
        CompletableFuture<byte[]> result = fetching.begin();
        result.whenComplete((bytes, error) -> underWay.remove(fetching));
        if (closed) {
            stop(fetching);
        }
        return result;
    }

    private static void stop(Fetching fetching) {
        fetching.stop("fetch-failed", "the fetcher is closed");
    }

    @Override
    public void close() {
        closed = true;
        underWay.forEach(UriImageFetcher::stop);
        stores.close();
    }
}
