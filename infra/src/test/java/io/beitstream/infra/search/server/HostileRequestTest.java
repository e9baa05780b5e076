package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.demo.SampleImages;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestTest {
    private static final int MAX_BYTES = 400_000;
    private static Gallery gallery;
    private static Client client;
    private static byte[] picture;

    @BeforeAll
    static void start() throws Exception {
        gallery =
                new Gallery(
                        new Towers(new ColorEncoder(), new ColorWords()),
                        SearchServerOptions.DEFAULTS.withQueries(
                                MAX_BYTES, 2, Duration.ofSeconds(2)));
        gallery.addPainted(0, 8);
        client = new Client(gallery.server.address());
        picture = Gallery.painted().get(0).bytes();
    }

    @AfterAll
    static void stop() {
        gallery.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/search, 400",
        "/api/search?text=red&like=sunset-00.jpg, 400",
        "/api/search?text=, 400",
        "/api/search?text=red&text=blue, 400",
        "/api/search?text=red&k=0, 400",
        "/api/search?text=red&k=201, 400",
        "/api/search?text=red&k=99999999999999999999, 400",
        "/api/search?text=red&k=-1, 400",
        "/api/search?text=red&k=many, 400",
        "/api/search?text=%ff, 400",
        "/api/search?like=nobody, 404",
        "/api/newest?count=1000, 400",
        "/api/images/nobody, 404",
        "/api/images/nobody/thumbnail, 404",
        "/api/images/nobody/duplicates, 404",
        "/api/images/%C0%AF, 400",
        "/api/images/..%2f..%2f..%2fetc%2fpasswd, 404",
        "/api/images/..%2fapp.js/thumbnail, 404",
        "/api/images/sunset-00.jpg/thumbnail?size=100000, 400",
        "/api/images/sunset-00.jpg/thumbnail?size=0, 400",
        "/api/images/sunset-00.jpg/other, 404",
        "/api/images/, 404",
        "/api, 404",
        "/..%2f..%2fpom.xml, 404",
        "/%2e%2e/application.yml, 404",
        "/../../pom.xml, 404",
        "//app.js, 404",
        "/server/SearchServer.class, 404",
        "/app.js/, 404",
    })
    void whatIsWrongIsRefusedInASentence(String path, int status) throws Exception {
        client.refusal(client.to(path), status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "POST"})
    void otherMethodsAreRefused(String method) throws Exception {
        HttpResponse<byte[]> response =
                client.send(
                        client.to("/api/status").method(method, BodyPublishers.ofString("body")));

        client.refusal(response, 405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, 421",
        "evil.example:8090, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "0.0.0.0, 421",
        "localhost, 200",
        "LOCALHOST:1, 200",
        "127.0.0.1:8090, 200",
        "[::1]:8090, 200",
    })
    void onlyLoopbackNamesLeadHere(String host, int status) throws Exception {
        String answer =
                client.raw(
                        "GET /api/status HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                .formatted(host));

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/images/%zz", "/api/images/%4", "/api/search?text=%", "/?%u0041=1"})
    void whatIsNotPercentEncodedIsRefused(String path) throws Exception {
        String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertThat(client.raw(request.formatted(path))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aRequestWithoutHostIsRefused() throws Exception {
        assertThat(client.raw("GET / HTTP/1.0\r\n\r\n")).contains(" 421 ");
    }

    @Test
    void pagesOfOtherSitesCannotSearch() throws Exception {
        client.refusal(
                client.post("/api/search", picture, "image/jpeg")
                        .header("Origin", "https://evil.example"),
                403);
        client.refusal(
                client.post("/api/search", picture, "image/jpeg").header("Origin", "null"), 403);
        client.refusal(
                client.post("/api/search", picture, "image/jpeg")
                        .header("Sec-Fetch-Site", "cross-site"),
                403);
        String own = gallery.server.address().toString();
        client.json(
                client.post("/api/search", picture, "image/jpeg")
                        .header("Origin", own.substring(0, own.length() - 1)));
    }

    @Test
    void whatIsNoPictureIsRefused() throws Exception {
        byte[] cut = Arrays.copyOf(picture, picture.length / 2);
        byte[] words = "no picture at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        client.refusal(client.post("/api/search", picture, "text/plain"), 415);
        client.refusal(client.post("/api/search", words, "image/png"), 415);
        client.refusal(client.post("/api/search", new byte[0], "image/png"), 422);
        assertThat(client.refusal(client.post("/api/search", cut, "image/jpeg"), 422))
                .contains("truncated");
    }

    @Test
    void aHugeBodyIsNotRead() throws Exception {
        String declared =
                client.raw(
                        "POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                                + "Content-Length: 99999999999\r\n\r\n");
        assertThat(declared).contains(" 413 ").contains("too large");

        StringBuilder chunks = new StringBuilder();
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        chunks.append(
                "POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 7; i++) {
            chunks.append(chunk);
        }
        assertThat(client.raw(chunks + "0\r\n\r\n")).contains(" 413 ");
    }

    @Test
    void aBodyThatDoesNotComeEndsTheConnection() throws Exception {
        String answer =
                client.raw(
                        "POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                                + "Content-Length: 1000\r\n\r\nabc");

        assertThat(answer).isEmpty();
        client.json(client.post("/api/search", picture, "image/jpeg"));
    }

    @Test
    void tooManySearchesAreTurnedAway() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ColorEncoder slow =
                new ColorEncoder(
                        () -> {
                            started.countDown();
                            awaitQuietly(goOn);
                        });
        SearchServerOptions two =
                SearchServerOptions.DEFAULTS.withQueries(MAX_BYTES, 1, Duration.ofSeconds(15));
        try (Gallery busy = new Gallery(new Towers(slow, null), two)) {
            busy.addPainted(0, 2);
            Client asking = new Client(busy.server.address());
            SampleImages.Sample sample = Gallery.painted().get(0);
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(
                        asking.sendAsync(
                                asking.post("/api/search", sample.bytes(), sample.contentType())));
            }
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            while (answers.stream().filter(CompletableFuture::isDone).count() < 3) {
                CompletableFuture.anyOf(
                                answers.stream()
                                        .filter(answer -> !answer.isDone())
                                        .toArray(CompletableFuture[]::new))
                        .get(10, TimeUnit.SECONDS);
            }
            goOn.countDown();

            List<Integer> codes = new ArrayList<>();
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                codes.add(answer.get(10, TimeUnit.SECONDS).statusCode());
            }
            assertThat(codes).containsExactlyInAnyOrder(200, 200, 429, 429, 429);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatFailsInsideIsNotTold() throws Exception {
        ColorEncoder broken =
                new ColorEncoder(
                        () -> {
                            throw new IllegalStateException("secret /path");
                        });
        try (Gallery failing =
                new Gallery(new Towers(broken, null), SearchServerOptions.DEFAULTS)) {
            Client asking = new Client(failing.server.address());

            assertThat(asking.refusal(asking.post("/api/search", picture, "image/jpeg"), 500))
                    .doesNotContain("secret");
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInALine() {
        int taken = gallery.server.address().getPort();

        assertThatThrownBy(
                        () ->
                                SearchServer.start(
                                        SearchServerOptions.DEFAULTS.at("127.0.0.1", taken),
                                        gallery.index,
                                        new Towers(null, null),
                                        image -> java.util.Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + taken)
                .hasMessageContaining("--port");
    }

    @Test
    void aClosedServerDoesNotAnswer() throws Exception {
        Gallery closed = Gallery.withWords();
        Client asking = new Client(closed.server.address());
        asking.get("/api/status");
        closed.close();

        assertThatThrownBy(() -> asking.get("/api/status")).isInstanceOf(IOException.class);
    }
}
