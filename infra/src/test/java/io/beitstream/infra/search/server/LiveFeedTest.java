package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A subscriber that reads line by line. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;
        final String status;

        Listener(URI address) throws IOException {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            status = lines.readLine();
        }

        /** The next event; null if the stream has ended. */
        JsonNode next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    return MAPPER.readTree(line.substring(5));
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whatComesInIsTold() throws Exception {
        try (Gallery gallery = Gallery.withWords()) {
            gallery.addPainted(0, 3);
            try (Listener listener = new Listener(gallery.server.address())) {
                JsonNode first = listener.next();
                gallery.addPainted(3, 4);
                JsonNode second = listener.next();
                gallery.addPainted(4, 6);
                long told = 4;
                while (told < 6) {
                    JsonNode next = listener.next();
                    told = next.path("images").asLong();
                }

                assertThat(listener.status).contains(" 200 ");
                assertThat(first.path("images").asLong()).isEqualTo(3);
                assertThat(first.path("arrived").size()).isZero();
                assertThat(second.path("images").asLong()).isEqualTo(4);
                assertThat(Client.ids(renamed(second))).containsExactly("city-00.jpg");
            }
        }
    }

    private static JsonNode renamed(JsonNode news) {
        return MAPPER.createObjectNode().set("images", news.path("arrived"));
    }

    @Test
    void oneSubscriberTooManyIsTurnedAwayUntilAnotherLeaves() throws Exception {
        SearchServerOptions two = SearchServerOptions.DEFAULTS.withSubscribers(2);
        try (Gallery gallery = new Gallery(new Towers(null, null), two)) {
            URI address = gallery.server.address();
            try (Listener first = new Listener(address);
                    Listener second = new Listener(address)) {
                assertThat(first.next()).isNotNull();
                assertThat(second.next()).isNotNull();

                try (Listener third = new Listener(address)) {
                    assertThat(third.status).contains(" 503 ");
                }
            }
        }
    }

    @Test
    void closingTheServerEndsTheStream() throws Exception {
        Gallery gallery = Gallery.withWords();
        try (Listener listener = new Listener(gallery.server.address())) {
            assertThat(listener.next()).isNotNull();
            gallery.close();

            assertThat(ended(listener)).isTrue();
        }
    }

    private static boolean ended(Listener listener) {
        try {
            return listener.next() == null;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
