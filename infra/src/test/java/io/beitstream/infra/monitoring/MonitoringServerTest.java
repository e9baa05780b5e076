package io.beitstream.infra.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoringServerTest {
    private List<String> notLive = List.of();
    private List<String> notReady = List.of();
    private final MonitoringServer server =
            MonitoringServer.start("127.0.0.1", 0, out -> out.write("up 1\n"), health());

    MonitoringServerTest() throws IOException {}

    private Health health() {
        return new Health() {
            @Override
            public List<String> whyNotLive() {
                return notLive;
            }

            @Override
            public List<String> whyNotReady() {
                return notReady;
            }
        };
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return Http.get(server.address().resolve(path));
    }

    @Test
    void metricsAreText() throws Exception {
        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).isEqualTo("up 1\n");
    }

    @Test
    void probesAnswerWithTheirReasons() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).isEqualTo("ok\n");
        notReady = List.of("it is being loaded", "nothing to read");

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("it is being loaded\nnothing to read\n");
        notLive = List.of("it hangs");
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
    }

    @Test
    void whatCannotBeToldNowIsAnError() throws Exception {
        try (MonitoringServer failing =
                MonitoringServer.start(
                        "127.0.0.1",
                        0,
                        out -> {
                            throw new IllegalStateException("the GPU is gone");
                        },
                        health())) {
            HttpResponse<String> answer = Http.get(failing.address().resolve("/metrics"));

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("the GPU is gone");
        }
    }

    @Test
    void otherAddressesAreNotThere() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
        assertThat(get("/other").statusCode()).isEqualTo(404);
    }

    @Test
    void itOnlyReads() throws Exception {
        assertThat(Http.send(server.address().resolve("/metrics"), "POST").statusCode())
                .isEqualTo(405);
        HttpResponse<String> head = Http.send(server.address().resolve("/metrics"), "HEAD");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int port = server.address().getPort();
        assertThatThrownBy(() -> MonitoringServer.start("127.0.0.1", port, out -> {}, health()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port)
                .hasMessageContaining("name another --metrics-port");
        assertThatThrownBy(() -> MonitoringServer.start("127.0.0.1", 70_000, out -> {}, health()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
        assertThatThrownBy(() -> MonitoringServer.start("no.invalid", 0, out -> {}, health()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no.invalid");
    }
}
