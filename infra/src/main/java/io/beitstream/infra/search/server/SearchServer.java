package io.beitstream.infra.search.server;

import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.pictures.PictureSource;
import io.beitstream.infra.search.pictures.Thumbnails;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xnio.Options;

/**
 * Serves the search page and its API over an index. Index, networks and pictures belong to whoever
 * opened them, and are closed after this.
 */
public final class SearchServer implements AutoCloseable {
    static final String EVENTS = "/api/events";

    private static final int WORKERS = 16;

    /** So many times the largest body is read to its end, for the refusal to be heard. */
    private static final long SPARE = 2;

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration PARSING = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Undertow undertow;
    private final GracefulShutdownHandler underWay;
    private final LiveFeed live;
    private final ApiHandler api;
    private final URI address;

    private SearchServer(
            SearchServerOptions options, ApiHandler api, LiveFeed live, InetAddress host) {
        this.live = live;
        this.api = api;
        this.underWay = new GracefulShutdownHandler(api);
        HttpHandler all =
                exchange -> {
                    boolean follows = exchange.getRequestPath().equals(EVENTS);
                    (follows ? live : underWay).handleRequest(exchange);
                };
        this.undertow =
                Undertow.builder()
                        .addHttpListener(options.port(), host.getHostAddress())
                        .setIoThreads(2)
                        .setWorkerThreads(WORKERS)
                        .setServerOption(UndertowOptions.DECODE_URL, false)
                        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 32 << 10)
                        .setServerOption(
                                UndertowOptions.MAX_ENTITY_SIZE, SPARE * options.maxImageBytes())
                        .setServerOption(
                                UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) PARSING.toMillis())
                        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE.toMillis())
                        .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) IDLE.toMillis())
                        .setSocketOption(Options.CONNECTION_HIGH_WATER, 512)
                        .setSocketOption(Options.CONNECTION_LOW_WATER, 448)
                        .setHandler(new Guard(host.isLoopbackAddress(), options.host(), all))
                        .build();
        undertow.start();
        InetSocketAddress bound =
                (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        this.address = address(options.host(), bound.getPort());
    }

    /**
     * Starts a server; it takes requests when this returns.
     *
     * @throws IllegalArgumentException if there is no such host
     * @throws IOException if the port is taken, or not ours to take
     */
    public static SearchServer start(
            SearchServerOptions options, ImageIndex index, Towers towers, PictureSource pictures)
            throws IOException {
        InetAddress host;
        try {
            host = InetAddress.getByName(options.host());
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("there is no host " + options.host(), e);
        }
        Routes routes = routes(options, index, towers, pictures);
        LiveFeed live = new LiveFeed(index, options.subscribers());
        try {
            return new SearchServer(options, new ApiHandler(routes, options), live, host);
        } catch (RuntimeException e) {
            live.close();
            throw new IOException(
                    "the search page cannot be served at %s, port %d: %s; name another --port"
                            .formatted(options.host(), options.port(), cause(e).getMessage()),
                    e);
        }
    }

    private static Throwable cause(RuntimeException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    static Routes routes(
            SearchServerOptions options, ImageIndex index, Towers towers, PictureSource pictures) {
        List<Route> routes = new ArrayList<>(Assets.routes());
        routes.addAll(new SearchEndpoints(index, new QueryVectors(towers, options)).routes());
        routes.addAll(
                new ImageEndpoints(index, new Thumbnails(pictures, options.thumbnailBytes()))
                        .routes());
        return new Routes(List.copyOf(routes));
    }

    private static URI address(String host, int port) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://%s:%d/".formatted(name, port));
    }

    /** Where the page is. */
    public URI address() {
        return address;
    }

    /** Lets what is under way end, for a moment, and closes all connections. */
    @Override
    public void close() {
        live.close();
        underWay.shutdown();
        try {
            underWay.awaitShutdown(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
        undertow.stop();
    }
}
