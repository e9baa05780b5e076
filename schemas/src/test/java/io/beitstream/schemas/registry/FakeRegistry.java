package io.beitstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;

/**
 * A schema registry on loopback that holds what it is told in memory, and refuses what a real one
 * refuses: what is no JSON, no Avro, not compatible, or asked by somebody else. It can go away and
 * come back.
 */
public final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final FakeSubjects subjects = new FakeSubjects();
    private final List<String> requests = new ArrayList<>();
    private final int port;
    private HttpServer server;
    private ExecutorService threads;
    private String authorization = "";
    private boolean takesSettings = true;
    private int failures;

    private FakeRegistry() {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    public static FakeRegistry start() {
        return new FakeRegistry();
    }

    private HttpServer listen(int at) {
        try {
            HttpServer listening =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            threads = Executors.newCachedThreadPool();
            listening.setExecutor(threads);
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Refuses connections. */
    public void goAway() {
        server.stop(0);
        threads.shutdownNow();
    }

    public void comeBack() {
        server = listen(port);
    }

    /** Answers nobody without this header. */
    synchronized void admitOnly(String header) {
        authorization = header;
    }

    synchronized void takeNoSettings() {
        takesSettings = false;
    }

    /** Answers the next requests with 503. */
    synchronized void fail(int times) {
        failures = times;
    }

    /** Registers a schema as another client would; returns its id. */
    public synchronized int register(String subject, Schema schema) {
        ObjectNode body = JSON.createObjectNode().put("schema", schema.toString());
        FakeAnswer answer = subjects.register(subject, body);
        if (answer.status() != 200) {
            throw new IllegalArgumentException(answer.body());
        }
        return parsed(answer).path("id").asInt();
    }

    /** The schema of an id. */
    public synchronized Schema schema(int id) {
        return new Schema.Parser().parse(parsed(subjects.schema(id)).path("schema").asText());
    }

    private static JsonNode parsed(FakeAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was asked so far: methods and paths. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        requests.add(method + " " + path);
        String[] parts =
                Arrays.stream(path.substring(1).split("/"))
                        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                        .toArray(String[]::new);
        byte[] body = exchange.getRequestBody().readAllBytes();
        FakeAnswer answer;
        if (failures > 0) {
            failures--;
            answer = FakeAnswer.error(503, 50301, "not now");
        } else if (!authorization.isEmpty()
                && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer = FakeAnswer.error(401, 40101, "Unauthorized");
        } else if (body.length > 0
                && !MEDIA_TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            answer = FakeAnswer.error(415, 415, "Unsupported Media Type");
        } else {
            answer = answer(method, parts, body);
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private FakeAnswer answer(String method, String[] parts, byte[] body) throws IOException {
        JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        String request = method + " " + parts[0] + " " + parts.length;
        return switch (request) {
            case "POST subjects 2" -> subjects.find(parts[1], json);
            case "POST subjects 3" -> subjects.register(parts[1], json);
            case "GET subjects 4" -> subjects.version(parts[1], parts[3]);
            case "GET schemas 3" -> subjects.schema(Integer.parseInt(parts[2]));
            case "GET config 1" -> level("BACKWARD");
            case "GET config 2" -> subjects.level(parts[1]);
            case "PUT config 2" ->
                    takesSettings
                            ? subjects.setLevel(parts[1], json)
                            : FakeAnswer.error(403, 40301, "Forbidden");
            default -> new FakeAnswer(404, "<html>not found</html>");
        };
    }

    static FakeAnswer level(String level) {
        ObjectNode json = JSON.createObjectNode().put("compatibilityLevel", level);
        return FakeAnswer.ok(json);
    }

    @Override
    public void close() {
        goAway();
    }
}
