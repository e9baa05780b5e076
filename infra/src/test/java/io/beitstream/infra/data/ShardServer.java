package io.beitstream.infra.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of files on loopback, with ranges and ETags; what it does wrong is told before, a GET
 * each. It notes each GET: the path, and the first byte that is asked for.
 */
public final class ShardServer implements AutoCloseable {
    /** What may become of a GET. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> headers = new HashMap<>(Map.of("ETag", "\"1\""));
    private int headStatus = 200;
    private boolean ranges = true;

    public ShardServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The URL of a path. */
    public String url(String path) {
        return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), path);
    }

    public ShardServer put(String path, byte[] content) {
        files.put("/" + path, content);
        return this;
    }

    ShardServer fault(String path, Fault fault) {
        faults.computeIfAbsent("/" + path, p -> new ConcurrentLinkedQueue<>()).add(fault);
        return this;
    }

    ShardServer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    ShardServer without(String header) {
        headers.remove(header);
        return this;
    }

    ShardServer withoutRanges() {
        ranges = false;
        return this;
    }

    ShardServer answeringHeads(int status) {
        headStatus = status;
        return this;
    }

    /** The GETs so far, sorted. */
    public List<String> requests() {
        synchronized (requests) {
            return requests.stream().sorted().toList();
        }
    }

    /** Answers with a status alone. */
    static Fault status(int code) {
        return (exchange, content) -> exchange.sendResponseHeaders(code, -1);
    }

    /** Promises all, sends some bytes and hangs up. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
        };
    }

    static Fault redirect(String url) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("Location", url);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] content = files.get(path);
        headers.forEach(exchange.getResponseHeaders()::set);
        try {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", "" + content.length);
                exchange.sendResponseHeaders(headStatus, -1);
            } else {
                get(exchange, path, content);
            }
        } finally {
            exchange.close();
        }
    }

    private void get(HttpExchange exchange, String path, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(path.substring(1) + (range == null ? "" : " " + range));
        Fault fault = faults.getOrDefault(path, new ArrayDeque<>()).poll();
        if (fault != null) {
            fault.answer(exchange, content);
            return;
        }
        String version = exchange.getRequestHeaders().getFirst("If-Range");
        boolean same = version != null && headers.containsValue(version);
        if (range == null || !ranges || !same) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set(
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        exchange.sendResponseHeaders(206, rest.length);
        exchange.getResponseBody().write(rest);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
