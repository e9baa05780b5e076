package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpTransportTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ManualTimer timer = new ManualTimer();
    private final ByteBudget budget = new ByteBudget(1_000_000);
    private final Ticket ticket = Ticket.issue(budget, timer, Duration.ofMinutes(10), 0);
    private final Deque<List<InetAddress>> addresses = new ArrayDeque<>();
    private final AtomicInteger resolved = new AtomicInteger();
    private final CountDownLatch testEnd = new CountDownLatch(1);
    private LoopbackServer server;
    private HttpTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        transport = transport(true);
    }

    private HttpTransport transport(boolean allowPrivate) {
        FetchOptions options =
                FetchOptions.DEFAULTS
                        .withLimits(
                                new FetchLimits(
                                        200_000,
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(20),
                                        3,
                                        8,
                                        8))
                        .withAccess(
                                new FetchAccess(
                                        Set.of("http", "https", "file"),
                                        Set.of(),
                                        allowPrivate,
                                        Set.of()));
        return new HttpTransport(options, timer, this::resolve, null);
    }

    private synchronized List<InetAddress> resolve(String host) throws UnknownHostException {
        resolved.incrementAndGet();
        if (host.startsWith("unknown")) {
            throw new UnknownHostException(host);
        }
        return addresses.isEmpty() ? List.of(LOOPBACK) : addresses.remove();
    }

    @AfterEach
    void stop() throws IOException {
        testEnd.countDown();
        transport.close();
        server.close();
    }

    @Test
    void bytesArriveWhole() throws Exception {
        server.then("HTTP/1.1 200 OK\nContent-Length: 100000", "x".repeat(100_000));

        assertThat(fetch().get()).hasSize(100_000).containsOnly('x');
        assertThat(budget.used()).isEqualTo(100_000);
    }

    @Test
    void theRequestNamesTheHostAndNothingOfUs() throws Exception {
        server.then("HTTP/1.1 200 OK\nSet-Cookie: a=b\nContent-Length: 1", "x");
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        fetch("http://images.example:" + server.port() + "/a%20b?c=d#e").get();
        fetch("http://images.example:" + server.port() + "/second").get();

        assertThat(server.requests().get(0))
                .isEqualTo(
                        "GET /a%20b?c=d HTTP/1.1\r\n"
                                + "Accept-Encoding: identity\r\n"
                                + "Host: images.example:"
                                + server.port()
                                + "\r\nConnection: keep-alive\r\n"
                                + "User-Agent: beitstream\r\n\r\n");
        assertThat(server.requests().get(1)).doesNotContain("Cookie");
    }

    @Test
    void bodiesOfUnknownLengthArriveWhole() throws Exception {
        String chunk = "186a0\r\n" + "x".repeat(100_000) + "\r\n";
        server.then("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", chunk + chunk + "0\r\n\r\n");

        assertThat(fetch().get()).hasSize(200_000).containsOnly('x');
        assertThat(budget.used()).isEqualTo(200_000);
    }

    @Test
    void bodiesUpToTheConnectionsEndArriveWhole() throws Exception {
        server.then(
                out -> {
                    out.write(LoopbackServer.bytes("HTTP/1.1 200 OK\r\n\r\nimage"));
                    out.close();
                });

        assertThat(fetch().get()).asString().isEqualTo("image");
        assertThat(budget.used()).isEqualTo(5);
    }

    @Test
    void anEmptyBodyIsAnImageOfNoBytes() throws Exception {
        server.then("HTTP/1.1 200 OK\nContent-Length: 0", "");

        assertThat(fetch().get()).isEmpty();
        assertThat(budget.used()).isZero();
    }

    @Test
    void memoryIsAskedForBeforeTheBodyIsRead() throws Exception {
        Ticket other = Ticket.issue(budget, timer, Duration.ofMinutes(10), 0);
        other.reserve(900_000).get();
        server.then("HTTP/1.1 200 OK\nContent-Length: 150000", "x".repeat(150_000));

        CompletableFuture<byte[]> image = fetch();
        server.awaitRequest();
        timer.advance(Duration.ofSeconds(5)); // the answer may be there or not
        assertThat(image).isNotDone();
        other.close();

        assertThat(image.get()).hasSize(150_000).containsOnly('x');
        assertThat(budget.used()).isEqualTo(150_000);
    }

    @Test
    void aLengthAboveTheLimitIsRefusedAtOnce() {
        server.then("HTTP/1.1 200 OK\nContent-Length: 200001", "");

        assertFailure(fetch(), "image-too-large", Blame.IMAGE);
    }

    @Test
    void anEndlessBodyIsCutOff() throws Exception {
        server.then(
                out -> {
                    out.write(LoopbackServer.bytes("HTTP/1.1 200 OK\r\n\r\n"));
                    while (testEnd.getCount() > 0) {
                        out.write(new byte[4096]);
                    }
                });

        assertFailure(fetch(), "image-too-large", Blame.IMAGE);
        server.awaitHangUp();
    }

    @Test
    void aBodyThatEndsEarlyIsNoImage() {
        server.then(
                out -> {
                    out.write(
                            LoopbackServer.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nshort"));
                    out.close();
                });

        assertFailure(fetch(), "fetch-failed", Blame.PASSING);
    }

    @Test
    void aSilentServerTimesOut() throws Exception {
        CompletableFuture<byte[]> image = fetch();
        server.awaitRequest();
        timer.advance(Duration.ofSeconds(20));

        assertFailure(image, "fetch-timeout", Blame.STORE);
        server.awaitHangUp();
    }

    @Test
    void aDrippingBodyIsCutAtTheDeadline() throws Exception {
        CountDownLatch dripped = new CountDownLatch(3);
        server.then(
                out -> {
                    out.write(
                            LoopbackServer.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
                    while (testEnd.getCount() > 0) {
                        out.write('x');
                        out.flush();
                        dripped.countDown();
                        LockSupport.parkNanos(1_000_000); // a body of 100 s
                    }
                });

        CompletableFuture<byte[]> image = fetch();
        dripped.await();
        while (budget.used() == 0) {
            Thread.onSpinWait();
        }
        while (!image.isDone()) {
            // The attempt's clock may stand still until its reservation has come back to it.
            timer.advance(Duration.ofSeconds(20));
        }

        assertFailure(image, "fetch-timeout", Blame.PASSING);
        server.awaitHangUp();
    }

    @Test
    void givingUpClosesTheConnectionAndFreesTheBytes() throws Exception {
        server.then(
                out -> {
                    out.write(
                            LoopbackServer.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nstart"));
                    out.flush();
                });
        CompletableFuture<byte[]> image = fetch();
        while (budget.used() == 0) {
            Thread.onSpinWait();
        }

        image.cancel(true);

        while (budget.used() > 0) {
            Thread.onSpinWait(); // a reservation may be granted at this very moment
        }
        server.awaitHangUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity, gzip", "x"})
    void compressedBodiesAreRefused(String encoding) {
        server.then("HTTP/1.1 200 OK\nContent-Encoding: " + encoding + "\nContent-Length: 1", "x");

        assertFailure(fetch(), "encoding-not-allowed", Blame.IMAGE);
    }

    @Test
    void identityIsNoCompression() throws Exception {
        server.then("HTTP/1.1 200 OK\nContent-Encoding: identity\nContent-Length: 1", "x");

        assertThat(fetch().get()).hasSize(1);
    }

    @Test
    void statusesAreTold() {
        server.then("HTTP/1.1 404 Secret\nContent-Length: 6", "secret");
        server.then("HTTP/1.1 204 No Content", "");
        server.then("HTTP/1.1 304 Not Modified", "");
        server.then("HTTP/1.1 500 Oops\nContent-Length: 0", "");
        server.then("HTTP/1.1 503 Down\nContent-Length: 0", "");
        server.then("HTTP/1.1 425 Early\nContent-Length: 0", "");

        assertFailure(fetch(), "http-404", Blame.IMAGE);
        assertFailure(fetch(), "http-204", Blame.IMAGE);
        assertFailure(fetch(), "http-304", Blame.IMAGE);
        assertFailure(fetch(), "http-500", Blame.INTERNAL);
        assertFailure(fetch(), "http-503", Blame.STORE);
        assertFailure(fetch(), "http-425", Blame.PASSING);
    }

    @Test
    void theLongBodyOfARefusalIsNotRead() throws Exception {
        server.then(
                out -> {
                    out.write(LoopbackServer.bytes("HTTP/1.1 404 Not Found\r\n\r\n"));
                    while (testEnd.getCount() > 0) {
                        out.write(new byte[4096]);
                    }
                });

        assertFailure(fetch(), "http-404", Blame.IMAGE);
        server.awaitHangUp();
    }

    @Test
    void retryAfterIsReadUpToItsCap() {
        server.then("HTTP/1.1 503 Down\nRetry-After: 7\nContent-Length: 0", "");
        server.then("HTTP/1.1 503 Down\nRetry-After: 86400\nContent-Length: 0", "");
        server.then("HTTP/1.1 503 Down\nRetry-After: soon\nContent-Length: 0", "");
        server.then(
                "HTTP/1.1 503 Down\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\nContent-Length: 0",
                "");

        assertThat(failure(fetch()).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(fetch()).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(failure(fetch()).retryAfter()).isNull();
        assertThat(failure(fetch()).retryAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void retryAfterMayBeADate() {
        HttpFailures failures =
                new HttpFailures(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        () -> Instant.parse("2026-01-01T00:00:00Z"));
        var response = new org.apache.hc.core5.http.message.BasicHttpResponse(503);
        response.setHeader("Retry-After", "Thu, 01 Jan 2026 00:00:12 GMT");

        assertThat(failures.ofStatus(response).retryAfter()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void whatIsNoHttpIsRefused() {
        server.then(
                out -> {
                    out.write(LoopbackServer.bytes("SSH-2.0-OpenSSH_9.2 secret\r\n".repeat(20)));
                    out.close();
                });
        server.then("HTTP/1.1 200 OK\nX: " + "y".repeat(20_000) + "\nContent-Length: 1", "x");

        assertFailure(fetch(), "fetch-failed", Blame.PASSING);
        assertFailure(fetch(), "fetch-failed", Blame.PASSING);
    }

    @Test
    void redirectsAreFollowed() throws Exception {
        server.then("HTTP/1.1 302 Found\nLocation: /b?c=d\nContent-Length: 2", "..");
        server.then(
                "HTTP/1.1 308 Moved\nLocation: //other.example:%d/e\nContent-Length: 0"
                        .formatted(server.port()),
                "");
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        assertThat(fetch().get()).hasSize(1);
        assertThat(server.requests().get(1)).startsWith("GET /b?c=d ");
        assertThat(server.requests().get(2)).contains("Host: other.example");
        assertThat(resolved).hasValue(3);
    }

    @Test
    void redirectsAreCounted() {
        for (int i = 0; i < 4; i++) {
            server.then("HTTP/1.1 301 Moved\nLocation: /loop\nContent-Length: 0", "");
        }

        assertFailure(fetch(), "too-many-redirects", Blame.IMAGE);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void redirectsToOtherPlacesAreRefused() {
        redirectTo("file:///etc/passwd", "scheme-not-allowed");
        redirectTo("ftp://images.example/", "scheme-not-allowed");
        redirectTo("http://169.254.169.254/latest/meta-data", "address-not-allowed");
        redirectTo("http://[fd00:ec2::254]/latest", "address-not-allowed");
        redirectTo("http://2130706433/", "address-not-allowed");
        redirectTo("http://user:secret@images.example/", "malformed-uri");
        redirectTo("http://[::1", "malformed-uri");
        assertThat(server.requests()).hasSize(7);
    }

    private void redirectTo(String location, String errorClass) {
        server.then("HTTP/1.1 302 Found\nLocation: " + location + "\nContent-Length: 0", "");
        AttemptException failure = assertFailure(fetch(), errorClass, null);
        assertThat(failure).hasMessageStartingWith("after a redirect, ");
        assertThat(failure.getMessage()).doesNotContain("169", "secret", "passwd", "::");
    }

    @Test
    void aRedirectToAPrivateAddressIsRefused() throws Exception {
        addresses.add(List.of(LOOPBACK));
        addresses.add(List.of(InetAddress.getByName("169.254.169.254")));
        server.then("HTTP/1.1 302 Found\nLocation: http://inner.example/\nContent-Length: 0", "");

        AttemptException failure = assertFailure(fetch(), "address-not-allowed", Blame.REFUSED);

        assertThat(failure.getMessage()).doesNotContain("169.254", "inner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "::1",
                "fd00:ec2::254",
                "0.0.0.0"
            })
    void aNameWithAnAddressThatIsNotAllowedIsNotConnectedTo(String address) throws Exception {
        transport.close();
        transport = transport(false);
        addresses.add(List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName(address)));

        assertFailure(fetch(), "address-not-allowed", Blame.REFUSED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void addressesInUrisAreChecked() {
        transport.close();
        transport = transport(false);

        assertFailure(
                fetch("http://127.0.0.1:" + server.port() + "/"),
                "address-not-allowed",
                Blame.REFUSED);
        assertFailure(
                fetch("http://[::1]:" + server.port() + "/"), "address-not-allowed", Blame.REFUSED);
        assertThat(server.connections()).isZero();
        assertThat(resolved).hasValue(0);
    }

    @Test
    void aNameThatResolvesAnewIsCheckedAnew() throws Exception {
        addresses.add(List.of(LOOPBACK));
        addresses.add(List.of(InetAddress.getByName("169.254.169.254")));
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        assertThat(fetch().get()).hasSize(1);
        assertFailure(fetch(), "address-not-allowed", Blame.REFUSED);
        assertThat(server.requests()).hasSize(1);
        assertThat(resolved).hasValue(2);
    }

    @Test
    void theNextAddressIsTriedIfOneIsDead() throws Exception {
        addresses.add(List.of(InetAddress.getByName("127.0.0.2"), LOOPBACK));
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        assertThat(fetch().get()).hasSize(1);
    }

    @Test
    void aHostThatIsNotThereIsAnOutage() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }

        AttemptException failure =
                assertFailure(
                        fetch("http://images.example:" + nobody + "/image"),
                        "fetch-failed",
                        Blame.STORE);

        assertThat(failure.getMessage()).doesNotContain("127.0.0.1");
    }

    @Test
    void aNameWithoutAddressIsTold() {
        assertFailure(fetch("http://unknown.example/"), "fetch-failed", Blame.UNRESOLVED);
    }

    @Test
    void messagesShowTheUriWithoutItsQuery() {
        server.then("HTTP/1.1 404 Secret\nContent-Length: 6", "secret");
        URI uri = URI.create("http://images.example:%d/a?token=secret".formatted(server.port()));

        StageException failure = failure(transport.attempt(uri, ticket)).of(uri, 1);

        assertThat(failure)
                .hasMessage(
                        "http://images.example:%d/a?...: the answer was status 404"
                                .formatted(server.port()));
    }

    @Test
    void noThreadOutlivesTheTransport() throws Exception {
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");
        fetch().get();
        List<Thread> threads = ourThreads();
        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);

        transport.close();

        for (Thread thread : threads) {
            thread.join();
        }
        server.awaitHangUp();
    }

    private static List<Thread> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("beitstream-(http|resolve).*"))
                .toList();
    }

    private CompletableFuture<byte[]> fetch() {
        return fetch("http://images.example:" + server.port() + "/image");
    }

    private CompletableFuture<byte[]> fetch(String uri) {
        return transport.attempt(URI.create(uri), ticket);
    }

    private AttemptException assertFailure(
            CompletableFuture<byte[]> result, String errorClass, Blame blame) {
        AttemptException failure = failure(result);
        assertThat(failure.of(URI.create("a:b"), 1).errorClass()).isEqualTo(errorClass);
        if (blame != null) {
            assertThat(failure.blame()).isEqualTo(blame);
        }
        assertThat(failure.getMessage()).doesNotContain("secret");
        return failure;
    }

    private static AttemptException failure(CompletableFuture<byte[]> result) {
        Throwable thrown = catchThrowable(result::get);
        assertThat(thrown).hasCauseInstanceOf(AttemptException.class);
        return (AttemptException) thrown.getCause();
    }
}
