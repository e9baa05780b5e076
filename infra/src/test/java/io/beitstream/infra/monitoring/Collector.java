package io.beitstream.infra.monitoring;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what an OpenTelemetry exporter sends over HTTP, and keeps it as it came. */
final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/metrics",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    bodies.add(new String(body, StandardCharsets.ISO_8859_1));
                    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics";
    }

    /** Waits for a batch of metrics in which a name occurs. */
    boolean hears(String name) throws InterruptedException {
        String body = bodies.poll(20, TimeUnit.SECONDS);
        while (body != null && !body.contains(name)) {
            body = bodies.poll(20, TimeUnit.SECONDS);
        }
        return body != null;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
