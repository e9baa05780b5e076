package io.beitstream.infra.search.server;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Finds the route of a request, waits for its body without holding a thread, and has the endpoint
 * answer on a worker. So many requests are under way at a time, so many bodies, and each body comes
 * in within a time; others are refused. Slow answers have half of the places, and threads of their
 * own, so that searches go on meanwhile.
 */
final class ApiHandler implements HttpHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final int REQUESTS = 128;
    private static final int SLOW_REQUESTS = REQUESTS / 2;
    private static final int SLOW_THREADS = 8;

    private final Routes routes;
    private final SearchServerOptions options;
    private final Semaphore requests = new Semaphore(REQUESTS);
    private final Semaphore slowRequests = new Semaphore(SLOW_REQUESTS);
    private final Semaphore bodies;
    private final ExecutorService slowThreads =
            Executors.newFixedThreadPool(
                    SLOW_THREADS,
                    task -> {
                        Thread thread = new Thread(task, "search page's slow answers");
                        thread.setDaemon(true);
                        return thread;
                    });

    ApiHandler(Routes routes, SearchServerOptions options) {
        this.routes = routes;
        this.options = options;
        this.bodies = new Semaphore(options.waitingQueries() + 1);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        try {
            begin(exchange);
        } catch (RequestRefusedException e) {
            Sending.refuse(exchange, e);
        }
    }

    private void begin(HttpServerExchange exchange) throws RequestRefusedException {
        Routes.Found found = find(exchange);
        Query query = Query.parse(exchange.getQueryString());
        admit(exchange, requests);
        if (found.route().isSlow()) {
            admit(exchange, slowRequests);
            exchange.dispatch(slowThreads, () -> answer(exchange, found, query, new byte[0]));
            return;
        }
        if (!found.route().takesBody()) {
            exchange.dispatch(() -> answer(exchange, found, query, new byte[0]));
            return;
        }
        if (exchange.getRequestContentLength() > options.maxImageBytes()) {
            throw tooLarge();
        }
        admit(exchange, bodies);
        receive(exchange, found, query);
    }

    private Routes.Found find(HttpServerExchange exchange) throws RequestRefusedException {
        String path = exchange.getRequestPath();
        try {
            return routes.find(exchange.getRequestMethod().toString(), path);
        } catch (RequestRefusedException e) {
            if (e.status() == 405) {
                exchange.getResponseHeaders().put(Headers.ALLOW, routes.allowed(path));
            }
            throw e;
        }
    }

    private static void admit(HttpServerExchange exchange, Semaphore places)
            throws RequestRefusedException {
        if (!places.tryAcquire()) {
            throw Lane.tooMany();
        }
        exchange.addExchangeCompleteListener(
                (ended, next) -> {
                    places.release();
                    next.proceed();
                });
    }

    private void receive(HttpServerExchange exchange, Routes.Found found, Query query) {
        XnioExecutor.Key alarm =
                exchange.getIoThread()
                        .executeAfter(
                                () -> IoUtils.safeClose(exchange.getConnection()),
                                options.queryTime().toMillis(),
                                TimeUnit.MILLISECONDS);
        Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(options.maxImageBytes());
        receiver.receiveFullBytes(
                (received, body) -> {
                    alarm.remove();
                    received.dispatch(() -> answer(received, found, query, body));
                },
                (failed, error) -> {
                    alarm.remove();
                    Sending.refuse(failed, bodyRefusal(error));
                });
    }

    private RequestRefusedException bodyRefusal(IOException error) {
        return error instanceof Receiver.RequestToLargeException
                ? tooLarge()
                : new RequestRefusedException(400, "The request ended before its body.");
    }

    private RequestRefusedException tooLarge() {
        return new RequestRefusedException(
                413,
                "This picture is too large: at most %.1f MiB are taken."
                        .formatted(options.maxImageBytes() / (double) (1 << 20)));
    }

    private void answer(HttpServerExchange exchange, Routes.Found found, Query query, byte[] body) {
        Request request =
                new Request(
                        found.names(),
                        query,
                        body,
                        header(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE)),
                        header(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH)));
        Answer answer;
        try {
            answer = found.route().endpoint().answer(request);
        } catch (RequestRefusedException e) {
            answer = Answer.error(e.status(), e.sentence());
        } catch (IOException e) {
            LOG.warn("the index cannot be read: {}", e.toString());
            answer = Answer.error(503, "The index cannot be read just now.");
        } catch (RuntimeException | Error e) {
            LOG.error("a request to {} failed: {}", found.route().template(), e.toString());
            LOG.debug("its stack", e);
            answer = Answer.error(500, "This went wrong in the server; its log says why.");
        }
        Sending.send(exchange, answer);
    }

    private static String header(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Ends what is slow; nobody waits for it any more. */
    @Override
    public void close() {
        slowThreads.shutdownNow();
    }
}
