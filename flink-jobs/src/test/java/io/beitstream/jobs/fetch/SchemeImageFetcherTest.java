package io.beitstream.jobs.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beitstream.jobs.outcome.StageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SchemeImageFetcherTest {
    private static final FetchOptions OPTIONS =
            new FetchOptions(
                    1000,
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofMillis(100),
                    Set.of("http", "file"));

    private final List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    @TempDir private Path directory;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void bytesArriveWhole() throws Exception {
        serve(exchange -> answer(exchange, 200, new byte[1000]));

        assertThat(fetcher(OPTIONS).fetch(uri()).get()).hasSize(1000);
    }

    @Test
    void aPassingFailureIsTriedAgainAfterDoublingWaits() throws Exception {
        serve(
                exchange ->
                        answer(
                                exchange,
                                requests.incrementAndGet() < 3 ? 503 : 200,
                                new byte[] {7}));

        assertThat(fetcher(OPTIONS).fetch(uri()).get()).containsExactly(7);
        assertThat(requests).hasValue(3);
        assertThat(waits).containsExactly(100L, 200L);
    }

    @Test
    void attemptsAreBounded() {
        serve(
                exchange -> {
                    requests.incrementAndGet();
                    answer(exchange, 500, new byte[0]);
                });

        StageException failure = failure(OPTIONS, uri());

        assertThat(failure.errorClass()).isEqualTo("http-500");
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(requests).hasValue(3);
    }

    @Test
    void aFinalStatusIsNotTriedAgain() {
        serve(
                exchange -> {
                    requests.incrementAndGet();
                    answer(exchange, 404, new byte[0]);
                });

        StageException failure = failure(OPTIONS, uri());

        assertThat(failure.errorClass()).isEqualTo("http-404");
        assertThat(failure).hasMessageContaining(uri().toString());
        assertThat(requests).hasValue(1);
    }

    @Test
    void anEndlessBodyIsCutOff() {
        serve(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream body = exchange.getResponseBody()) {
                        while (end.getCount() > 0) {
                            body.write(new byte[4096]);
                        }
                    } catch (IOException e) {
                        // the client hung up, as it should
                    }
                });

        assertThat(failure(OPTIONS, uri()).errorClass()).isEqualTo("image-too-large");
    }

    @Test
    void aSilentServerTimesOut() {
        serve(
                exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        FetchOptions impatient =
                new FetchOptions(
                        1000, Duration.ofMillis(50), 2, Duration.ofMillis(1), Set.of("http"));

        StageException failure = failure(impatient, uri());

        assertThat(failure.errorClass()).isEqualTo("fetch-timeout");
        assertThat(failure.attempts()).isEqualTo(2);
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.stop(0);

        StageException failure = failure(OPTIONS, uri());

        assertThat(failure.errorClass()).isEqualTo("fetch-failed");
        assertThat(failure).hasMessageContaining(uri().toString());
    }

    @Test
    void filesAreReadUpToTheLimit() throws Exception {
        Path small = Files.write(directory.resolve("small"), new byte[1000]);
        Path large = Files.write(directory.resolve("large"), new byte[1001]);

        assertThat(fetcher(OPTIONS).fetch(small.toUri()).get()).hasSize(1000);
        assertThat(failure(OPTIONS, large.toUri()).errorClass()).isEqualTo("image-too-large");
        assertThat(failure(OPTIONS, directory.resolve("none").toUri()).errorClass())
                .isEqualTo("file-not-found");
    }

    @Test
    void schemesThatAreNotAllowedAreRefused() {
        assertThat(failure(OPTIONS, URI.create("ftp://host/a.jpg")).errorClass())
                .isEqualTo("scheme-not-allowed");
        assertThat(failure(OPTIONS, URI.create("no-scheme.jpg")).errorClass())
                .isEqualTo("scheme-not-allowed");
    }

    private SchemeImageFetcher fetcher(FetchOptions options) {
        HttpImageFetcher.Delay noWait =
                millis -> {
                    waits.add(millis);
                    return Runnable::run;
                };
        return new SchemeImageFetcher(
                options,
                new HttpImageFetcher(options, noWait),
                new FileSystemImageFetcher(options, 1));
    }

    private StageException failure(FetchOptions options, URI uri) {
        CompletableFuture<byte[]> future = fetcher(options).fetch(uri);
        Throwable thrown = catchThrowable(future::get);
        assertThat(thrown).hasRootCauseInstanceOf(StageException.class);
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return (StageException) cause;
    }

    private URI uri() {
        return URI.create("http://localhost:%d/image".formatted(server.getAddress().getPort()));
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void serve(Handler handler) {
        server.createContext("/image", handler::handle);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
