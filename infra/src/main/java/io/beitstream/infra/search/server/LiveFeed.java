package io.beitstream.infra.search.server;

import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers what is coming in: an event with the counts at once, and another whenever
 * something has changed, with the images that are new. The index is looked at while somebody
 * listens.
 */
final class LiveFeed implements HttpHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration PERIOD = Duration.ofMillis(700);
    private static final int NEWEST = 24;

    /** An event; the components are the fields of its JSON. */
    record News(long images, long withTokens, long lag, List<ImageJson> arrived) {
        News {
            arrived = List.copyOf(arrived);
        }
    }

    private record Seen(String id, long indexedTimeMillis, long offset) {}

    private final ImageIndex index;
    private final Subscribers subscribers;
    private final HttpHandler stream = new ServerSentEventHandler((to, last) -> welcome(to));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "search page's live feed");
                        thread.setDaemon(true);
                        return thread;
                    });
    private Set<Seen> seen = Set.of();
    private News before = new News(0, 0, 0, List.of());

    LiveFeed(ImageIndex index, int most) {
        this.index = index;
        this.subscribers = new Subscribers(most);
        var unused =
                clock.scheduleWithFixedDelay(
                        this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.getRequestMethod().toString().equals("GET")) {
            Sending.refuse(
                    exchange, new RequestRefusedException(405, "This address takes GET only."));
        } else if (subscribers.isFull()) {
            Sending.refuse(
                    exchange,
                    new RequestRefusedException(
                            503, "Too many pages are following what is coming in."));
        } else {
            stream.handleRequest(exchange);
        }
    }

    private void welcome(ServerSentEventConnection connection) {
        if (subscribers.isFull() || clock.isShutdown()) {
            connection.shutdown();
            return;
        }
        clock.execute(() -> begin(connection));
    }

    /** On the clock's thread, as {@link #look}: nothing comes in between. */
    private void begin(ServerSentEventConnection connection) {
        try {
            if (subscribers.isEmpty()) {
                before = news();
            }
            subscribers.add(connection, Answer.text(counts(before)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("nothing can be said of what is coming in", e);
            connection.shutdown();
        }
    }

    private static News counts(News news) {
        return new News(news.images(), news.withTokens(), news.lag(), List.of());
    }

    private void look() {
        try {
            if (subscribers.isEmpty()) {
                return;
            }
            News now = news();
            if (!now.arrived().isEmpty() || !counts(now).equals(counts(before))) {
                subscribers.send(Answer.text(now));
            }
            before = now;
        } catch (IOException | RuntimeException e) {
            LOG.warn("the index cannot be looked at for what is new", e);
        }
    }

    private News news() throws IOException {
        List<IndexedImage> newest = index.newest(NEWEST);
        IndexStatus status = index.status();
        Set<Seen> now = new HashSet<>();
        newest.forEach(image -> now.add(key(image)));
        List<ImageJson> arrived =
                newest.stream()
                        .filter(image -> !seen.contains(key(image)))
                        .map(ImageJson::brief)
                        .toList();
        seen = now;
        return new News(status.images(), status.withTokens(), status.lag(), arrived);
    }

    private static Seen key(IndexedImage image) {
        return new Seen(image.id(), image.indexedTimeMillis(), image.offset());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        subscribers.close();
    }
}
