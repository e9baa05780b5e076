package io.beitstream.infra.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics at {@code /metrics}, and probes at {@code /health/live} and {@code /health/ready}:
 * 200 if all is well, 503 with the reasons, a line each, if not.
 */
public final class MonitoringServer implements AutoCloseable {
    public static final String DEFAULT_HOST = "127.0.0.1";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Logger LOG = LoggerFactory.getLogger(MonitoringServer.class);

    /** Some may read slowly, and probes must be answered all the same. */
    private static final int THREADS = 8;

    private static final int MOST_PORT = 65_535;

    static {
        // Seconds for a request to come in. The JDK's server has no other way to be told.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "10");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private record Answer(int status, String type, String body) {}

    /** What is served at an address. */
    private interface Page {
        Answer answer() throws IOException;
    }

    private MonitoringServer(HttpServer server) {
        this.server = server;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        BasicThreadFactory.builder()
                                .namingPattern("beitstream-monitoring-%d")
                                .daemon(true)
                                .build());
        server.setExecutor(threads);
    }

    /**
     * Starts a server; it takes requests when this returns.
     *
     * @param host the address to bind
     * @param port 0 for a free one
     * @throws IllegalArgumentException if there is no such host or port
     * @throws IOException if the port is taken, or not ours to take
     */
    public static MonitoringServer start(String host, int port, Exposition metrics, Health health)
            throws IOException {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("--metrics-port is between 0 and 65535: " + port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "there is no host " + host + ": check --metrics-host");
        }
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "the metrics cannot be served at %s, port %d: %s; name another --metrics-port"
                            .formatted(host, port, e.getMessage()),
                    e);
        }
        MonitoringServer started = new MonitoringServer(server);
        started.serve(
                "/",
                () -> new Answer(404, TEXT, "there are /metrics, /health/live, /health/ready\n"));
        started.serve("/metrics", () -> metrics(metrics));
        started.serve("/health/live", () -> probe(health::whyNotLive));
        started.serve("/health/ready", () -> probe(health::whyNotReady));
        server.start();
        return started;
    }

    private static Answer metrics(Exposition metrics) throws IOException {
        StringWriter text = new StringWriter();
        metrics.write(text);
        return new Answer(200, PROMETHEUS, text.toString());
    }

    private static Answer probe(Supplier<List<String>> reasons) {
        List<String> why = reasons.get();
        return why.isEmpty()
                ? new Answer(200, TEXT, "ok\n")
                : new Answer(503, TEXT, String.join("\n", why) + "\n");
    }

    private void serve(String path, Page page) {
        server.createContext(path, exchange -> answer(exchange, path, page));
    }

    private static void answer(HttpExchange exchange, String path, Page page) throws IOException {
        try (exchange) {
            boolean isHere = path.equals("/") || exchange.getRequestURI().getPath().equals(path);
            Answer answer;
            if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                answer = new Answer(405, TEXT, "only GET\n");
            } else if (isHere) {
                answer = answer(path, page);
            } else {
                answer = new Answer(404, TEXT, "nothing here\n");
            }
            send(exchange, answer);
        }
    }

    /** A gauge may fail, or a cluster may be closing. */
    private static Answer answer(String path, Page page) throws IOException {
        try {
            return page.answer();
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be answered: {}", path, e.toString());
            return new Answer(500, TEXT, e + "\n");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it is. */
    public URI address() {
        String host = server.getAddress().getAddress().getHostAddress();
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://%s:%d/".formatted(name, server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
