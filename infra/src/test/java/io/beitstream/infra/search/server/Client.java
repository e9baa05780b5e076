package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a server over HTTP. */
final class Client {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final URI base;

    Client(URI base) {
        this.base = base;
    }

    /** An id as a part of a path, or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(base + path.substring(1))).timeout(TIMEOUT);
    }

    HttpRequest.Builder post(String path, byte[] body, String contentType) {
        return to(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    /** The JSON that a request is answered with, well. */
    JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request);
        JsonNode json = mapper.readTree(response.body());
        assertThat(response.statusCode()).as(json.toString()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        return json;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json(to(path));
    }

    /** Checks that a request is refused with a sentence, and returns it. */
    String refusal(HttpRequest.Builder request, int status)
            throws IOException, InterruptedException {
        return refusal(send(request), status);
    }

    String refusal(HttpResponse<byte[]> response, int status) throws IOException {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        JsonNode json = mapper.readTree(body);
        assertThat(json.size()).isEqualTo(1);
        String sentence = json.path("error").asText();
        assertThat(sentence).endsWith(".").doesNotContain("Exception", "\tat ");
        return sentence;
    }

    /** Sends these bytes as they are, and returns the answer until the connection ends. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<String> ids(JsonNode found) {
        List<String> ids = new ArrayList<>();
        found.path("images").forEach(image -> ids.add(image.path("id").asText()));
        return ids;
    }
}
