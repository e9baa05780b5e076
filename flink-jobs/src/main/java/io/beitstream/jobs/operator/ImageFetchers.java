package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.fetch.FetchListener;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.fetch.FileStore;
import io.beitstream.jobs.pipeline.fetch.ImageFetcher;
import io.beitstream.jobs.pipeline.fetch.StoreBreakers;
import io.beitstream.jobs.pipeline.fetch.UriImageFetcher;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the fetchers of this JVM's subtasks. They share what they know of stores, and read through
 * Flink's file systems whatever is not on a local disk.
 */
final class ImageFetchers {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFetchers.class);
    private static final Map<FetchOptions, StoreBreakers> BREAKERS = new ConcurrentHashMap<>();

    /** Schemes that the fetcher knows by itself. */
    private static final Set<String> KNOWN = Set.of("file", "http", "https");

    private ImageFetchers() {}

    static StoreBreakers breakers(FetchOptions options) {
        return BREAKERS.computeIfAbsent(options, ImageFetchers::newBreakers);
    }

    private static StoreBreakers newBreakers(FetchOptions options) {
        StoreBreakers breakers = new StoreBreakers(options, DeadlineTimer.SYSTEM);
        breakers.addListener(
                new FetchListener() {
                    @Override
                    public void breakerOpened(String store) {
                        LOG.warn(
                                "{} is down: its images wait, for {} s at most",
                                store,
                                options.outage().maxOutage().toSeconds());
                    }

                    @Override
                    public void breakerClosed(String store) {
                        LOG.warn("{} answers again", store);
                    }
                });
        return breakers;
    }

    static ImageFetcher of(FetchOptions options) {
        Map<String, FileStore> stores =
                options.access().fileRoots().stream()
                        .filter(root -> root.contains("://"))
                        .map(root -> URI.create(root).getScheme())
                        .filter(scheme -> !KNOWN.contains(scheme))
                        .distinct()
                        .collect(Collectors.toMap(Function.identity(), s -> new FlinkFileStore()));
        return new UriImageFetcher(options, breakers(options), stores, DeadlineTimer.SYSTEM);
    }
}
