package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Ticket ticket =
            Ticket.issue(new ByteBudget(1000), DeadlineTimer.SYSTEM, Duration.ofMinutes(10), 0);
    @TempDir private Path directory;
    private SSLContext tls;
    private LoopbackServer server;
    private HttpTransport transport;

    @BeforeEach
    void start() throws Exception {
        tls = contextOf("images.example");
        server = new LoopbackServer(tls.getServerSocketFactory());
        transport = transport(tls);
    }

    private static HttpTransport transport(SSLContext context) {
        FetchOptions options =
                FetchOptions.DEFAULTS.withAccess(
                        new FetchAccess(Set.of("https"), Set.of(), true, Set.of()));
        return new HttpTransport(
                options,
                DeadlineTimer.SYSTEM,
                host -> List.of(InetAddress.getLoopbackAddress()),
                context);
    }

    @AfterEach
    void stop() throws Exception {
        transport.close();
        server.close();
    }

    @Test
    void theCertificateIsVerifiedForTheUrisHost() throws Exception {
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        assertThat(fetch("images.example").get()).hasSize(1);
    }

    @Test
    void theCertificateOfAnotherHostIsRefused() {
        server.then("HTTP/1.1 200 OK\nContent-Length: 1", "x");

        Throwable thrown = catchThrowable(fetch("other.example")::get);

        assertThat(thrown).hasRootCauseMessage("no secure connection to the host");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anUnknownCertificateIsRefused() {
        transport.close();
        transport = transport(null);

        Throwable thrown = catchThrowable(fetch("images.example")::get);

        assertThat(thrown).hasRootCauseMessage("no secure connection to the host");
        assertThat(server.requests()).isEmpty();
    }

    private CompletableFuture<byte[]> fetch(String host) {
        return transport.attempt(
                URI.create("https://%s:%d/a".formatted(host, server.port())), ticket);
    }

    private SSLContext contextOf(String host) throws Exception {
        Path file = directory.resolve("keys");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool,
                                        "-genkeypair",
                                        "-alias",
                                        "key",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=" + host,
                                        "-ext",
                                        "san=dns:" + host,
                                        "-keystore",
                                        file.toString(),
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        new String(PASSWORD)))
                        .redirectErrorStream(true)
                        .start();
        assertThat(process.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory keyManagers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        TrustManagerFactory trustManagers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }
}
