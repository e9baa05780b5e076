package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UriImageFetcherTest {
    private static final FetchOptions OPTIONS =
            FetchOptions.DEFAULTS
                    .withAccess(new FetchAccess(Set.of("http"), Set.of(), true, Set.of()))
                    .withRetry(
                            new RetryOptions(
                                    3,
                                    Duration.ZERO,
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1)));

    private final DeadlineTimer timer = DeadlineTimer.SYSTEM;
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final Ticket ticket = Ticket.issue(budget, timer, Duration.ofMinutes(10), 0);
    private LoopbackServer server;
    private UriImageFetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        HostResolver resolver = host -> List.of(InetAddress.getLoopbackAddress());
        fetcher =
                new UriImageFetcher(
                        OPTIONS,
                        new StoreBreakers(OPTIONS, timer),
                        new Stores(
                                OPTIONS,
                                timer,
                                Map.of(),
                                () -> new HttpTransport(OPTIONS, timer, resolver, null)),
                        timer);
    }

    @AfterEach
    void stop() throws IOException {
        fetcher.close();
        server.close();
    }

    @Test
    void aPassingFailureIsTriedAgain() throws Exception {
        server.then("HTTP/1.1 500 Oops\nContent-Length: 0", "");
        server.then("HTTP/1.1 503 Down\nRetry-After: 1\nContent-Length: 0", "");
        server.then("HTTP/1.1 200 OK\nContent-Length: 5", "image");

        assertThat(fetch().get()).asString().isEqualTo("image");
        assertThat(server.requests()).hasSize(3);
        assertThat(budget.used()).isEqualTo(5);
    }

    @Test
    void attemptsAreBounded() {
        for (int i = 0; i < 3; i++) {
            server.then("HTTP/1.1 500 Oops\nContent-Length: 6", "secret");
        }

        StageException failure = failure(fetch());

        assertThat(failure.errorClass()).isEqualTo("http-500");
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(failure).hasMessage(uri("?...") + ": the answer was status 500");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aFinalStatusIsNotTriedAgain() {
        server.then("HTTP/1.1 404 Not Found\nContent-Length: 0", "");

        assertThat(failure(fetch()).errorClass()).isEqualTo("http-404");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aTicketThatIsGivenUpEndsTheConnection() throws Exception {
        server.then(
                out ->
                        out.write(
                                LoopbackServer.bytes(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nbegin")));
        CompletableFuture<byte[]> image = fetch();
        while (budget.used() == 0) {
            Thread.onSpinWait();
        }

        ticket.giveUp();

        assertThat(failure(image).errorClass()).isEqualTo("fetch-timeout");
        while (budget.used() > 0) {
            Thread.onSpinWait(); // a reservation may be granted at this very moment
        }
        server.awaitHangUp();
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        CompletableFuture<byte[]> image = fetch();
        server.awaitRequest();

        fetcher.close();

        assertThat(failure(image)).hasMessageContaining("the fetcher is closed");
        server.awaitHangUp();
    }

    @Test
    void otherSchemesAreRefused() {
        assertThat(failure(fetcher.fetch(URI.create("https://a.example/"), ticket)).errorClass())
                .isEqualTo("scheme-not-allowed");
        assertThat(failure(fetcher.fetch(URI.create("a.jpg"), ticket)).errorClass())
                .isEqualTo("scheme-not-allowed");
    }

    private CompletableFuture<byte[]> fetch() {
        return fetcher.fetch(URI.create(uri("?token=secret")), ticket);
    }

    private String uri(String query) {
        return "http://images.example:" + server.port() + "/a" + query;
    }

    private static StageException failure(CompletableFuture<byte[]> result) {
        Throwable thrown = catchThrowable(result::get);
        assertThat(thrown).hasCauseInstanceOf(StageException.class);
        return (StageException) thrown.getCause();
    }
}
