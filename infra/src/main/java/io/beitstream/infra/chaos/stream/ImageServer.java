package io.beitstream.infra.chaos.stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beitstream.infra.demo.SampleImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A slow and unreliable HTTP server of images on loopback: delays, 503 with and without {@code
 * Retry-After}, dropped connections, and 404 for what is gone. What it does to a request depends on
 * seed, image and attempt. On a good day every third attempt at the latest succeeds.
 */
public final class ImageServer implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int PATIENT_ATTEMPTS = 2;

    private final long seed;
    private final List<SampleImages.Sample> samples;
    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS,
                    task -> {
                        Thread thread = new Thread(task, "image server");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
    private volatile boolean isBad;

    /** What happens to a request. */
    enum Answer {
        IMAGE,
        UNAVAILABLE,
        UNAVAILABLE_FOR_A_SECOND,
        DROPPED
    }

    /** Starts on a free port. */
    public ImageServer(long seed, List<SampleImages.Sample> samples) throws IOException {
        this.seed = seed;
        this.samples = List.copyOf(samples);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/image/", this::answer);
        server.createContext("/gone/", this::refuse);
        server.start();
    }

    /** Where an image is; for those that are gone, where it is not. */
    public String uri(int index) {
        return "http://127.0.0.1:%d/%s/%d"
                .formatted(
                        server.getAddress().getPort(),
                        ImageKind.of(index) == ImageKind.GONE ? "gone" : "image",
                        index);
    }

    /** Begins or ends a bad time, in which most attempts fail and all take long. */
    public void worsen(boolean bad) {
        isBad = bad;
    }

    /** What the {@code attempt}-th request for an image meets. */
    static Answer answerTo(long seed, int index, int attempt, boolean bad) {
        SplittableRandom random = new SplittableRandom(seed + 31L * index + 1_000_003L * attempt);
        double failing = bad ? 0.8 : attempt > PATIENT_ATTEMPTS ? 0 : 0.15;
        if (random.nextDouble() >= failing) {
            return Answer.IMAGE;
        }
        Answer[] failures = {Answer.UNAVAILABLE, Answer.UNAVAILABLE_FOR_A_SECOND, Answer.DROPPED};
        return failures[random.nextInt(failures.length)];
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int index = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        int attempt = attempts.merge(index, 1, Integer::sum);
        boolean bad = isBad;
        dawdle(bad ? 800 : 60, index + attempt);
        switch (answerTo(seed, index, attempt, bad)) {
            case IMAGE -> send(exchange, index);
            case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
            case UNAVAILABLE_FOR_A_SECOND -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(503, -1);
            }
            case DROPPED -> {}
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, int index) throws IOException {
        byte[] image = samples.get(index % samples.size()).bytes();
        exchange.sendResponseHeaders(200, image.length);
        exchange.getResponseBody().write(image);
    }

    private void refuse(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(404, -1);
        exchange.close();
    }

    private void dawdle(int longestMillis, int salt) {
        try {
            TimeUnit.MILLISECONDS.sleep(new SplittableRandom(seed + salt).nextInt(longestMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("the server is closed"));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
