package io.beitstream.jobs.sql.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IndexClientTest {
    private static final String FOUND =
            """
            {"by": "vector", "millis": 1.0, "images": [{"id": "cat", "topic": "images", "partition": 2,
             "offset": 7, "eventTime": "2026-11-02T12:00:00Z", "indexedTime": "2026-11-02T12:00:01Z",
             "attributes": {"shows": "a cat"}, "hasTokens": true, "similarity": 0.75, "vector": [0.6, 0.8]}]}
            """;

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestURI() + " " + body);
        Answer next = answers.size() > 1 ? answers.remove() : answers.getFirst();
        byte[] bytes = next.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(next.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private IndexClient client(List<String> columns, int attempts) {
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        return new IndexClient(
                new IndexOptions(url, Map.of("shows", "a cat"), Duration.ofSeconds(10), attempts),
                columns);
    }

    private static RowData query(float... vector) {
        return GenericRowData.of(new GenericArrayData(vector));
    }

    @Test
    void whatIsFoundHasTheTablesColumnsAndTheCosine() throws Exception {
        answers.add(new Answer(200, FOUND));
        List<String> columns =
                List.of("embedding", "id", "offset", "event_time", "attributes", "partition");

        Collection<RowData> found = client(columns, 1).search(3, query(3, 4)).get();

        assertThat(asked)
                .containsExactly(
                        "/api/search?k=3&vectors=true&attr.shows=a+cat {\"vector\":[3.0,4.0]}");
        assertThat(found).hasSize(1);
        RowData row = found.iterator().next();
        assertThat(row.getArray(0).toFloatArray()).containsExactly(0.6f, 0.8f);
        assertThat(row.getString(1)).hasToString("cat");
        assertThat(row.getLong(2)).isEqualTo(7);
        assertThat(row.getTimestamp(3, 3).toInstant()).hasToString("2026-11-02T12:00:00Z");
        assertThat(row.getMap(4).size()).isEqualTo(1);
        assertThat(row.getInt(5)).isEqualTo(2);
        assertThat(row.getDouble(6)).isEqualTo(0.75);
    }

    @Test
    void aVectorThatComparesWithNoneFindsNothingAndAsksNobody() throws Exception {
        IndexClient client = client(List.of("id"), 1);

        assertThat(client.search(3, GenericRowData.of((Object) null)).get()).isEmpty();
        assertThat(client.search(3, query(0, 0)).get()).isEmpty();
        assertThat(client.search(3, query(Float.NaN, 1)).get()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void anIndexWithoutRoomIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
        answers.add(new Answer(429, "{\"error\": \"Too many.\"}"));
        answers.add(new Answer(200, FOUND));
        assertThat(client(List.of("id"), 2).search(1, query(1)).get()).hasSize(1);
        assertThat(asked).hasSize(2);

        answers.clear();
        answers.add(new Answer(422, "{\"error\": \"Another dimension.\"}"));
        assertThatThrownBy(() -> client(List.of("id"), 5).search(1, query(1)).get())
                .hasMessageContaining("refuses a search: 422 Another dimension.");
        assertThat(asked).hasSize(3);
        assertThatThrownBy(() -> client(List.of("id"), 5).search(201, query(1)).get())
                .hasMessageContaining("1 to 200 images at a time, not 201");
    }
}
