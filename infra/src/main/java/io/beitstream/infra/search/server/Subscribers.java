package io.beitstream.infra.search.server;

import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Connections that events are sent to, so many at most. One that does not take its events is
 * closed. Thread-safe.
 */
final class Subscribers implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int UNSENT = 16;

    private final int most;
    private final Map<ServerSentEventConnection, AtomicInteger> unsent = new ConcurrentHashMap<>();

    Subscribers(int most) {
        this.most = most;
    }

    boolean isFull() {
        return unsent.size() >= most;
    }

    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** Adds a connection, whose first event this is. */
    void add(ServerSentEventConnection connection, String first) {
        if (isFull()) {
            connection.shutdown();
            return;
        }
        unsent.put(connection, new AtomicInteger());
        connection.addCloseTask(unsent::remove);
        connection.setKeepAliveTime(KEEP_ALIVE.toMillis());
        send(connection, first);
        if (!connection.isOpen()) {
            unsent.remove(connection);
        }
    }

    void send(String event) {
        unsent.keySet().forEach(connection -> send(connection, event));
    }

    private void send(ServerSentEventConnection connection, String event) {
        AtomicInteger waiting = unsent.get(connection);
        if (waiting == null) {
            return;
        }
        if (waiting.incrementAndGet() > UNSENT) {
            unsent.remove(connection);
            org.xnio.IoUtils.safeClose(connection);
            return;
        }
        connection.send(event, "news", null, new Sent(waiting));
    }

    private record Sent(AtomicInteger waiting) implements ServerSentEventConnection.EventCallback {
        @Override
        public void done(
                ServerSentEventConnection connection,
                String data,
                @Nullable String event,
                @Nullable String id) {
            waiting.decrementAndGet();
        }

        @Override
        public void failed(
                ServerSentEventConnection connection,
                String data,
                @Nullable String event,
                @Nullable String id,
                java.io.IOException e) {
            org.xnio.IoUtils.safeClose(connection);
        }
    }

    @Override
    public void close() {
        unsent.keySet().forEach(org.xnio.IoUtils::safeClose);
        unsent.clear();
    }
}
