package io.beitstream.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.beitstream.schemas.SchemaUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A registry's REST interface. A question that a registry does not answer, or answers with a
 * failure of its own, is asked again with doubling waits until patience is over. Thread-safe.
 */
final class RegistryHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int LONGEST_MESSAGE = 500;

    private final RegistryOptions options;
    private final HttpClient client;

    RegistryHttp(RegistryOptions options) {
        this.options = options;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(options.timeout())
                        .build();
    }

    /** A subject, or another part of a path, as it stands in a URL. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks for what lies at a path. Completes exceptionally with a {@link RegistryRefusalException}
     * or a {@link SchemaUnavailableException}.
     */
    CompletableFuture<JsonNode> get(String path) {
        return ask(request(path).GET().build());
    }

    /** As {@link #get}, with a body. */
    CompletableFuture<JsonNode> send(String method, String path, JsonNode body) {
        HttpRequest.BodyPublisher json = HttpRequest.BodyPublishers.ofString(body.toString());
        return ask(request(path).header("Content-Type", MEDIA_TYPE).method(method, json).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(options.url() + path))
                        .header("Accept", MEDIA_TYPE + ", application/json");
        String authorization = options.credentials().header();
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private CompletableFuture<JsonNode> ask(HttpRequest request) {
        long end = System.nanoTime() + options.patience().toNanos();
        return attempt(request, end, FIRST_WAIT);
    }

    private CompletableFuture<JsonNode> attempt(HttpRequest request, long end, Duration wait) {
        return once(request)
                .handle(
                        (answer, error) -> {
                            if (error == null) {
                                return CompletableFuture.completedFuture(answer);
                            }
                            Throwable cause = unwrapped(error);
                            if (cause instanceof RegistryRefusalException) {
                                return CompletableFuture.<JsonNode>failedFuture(cause);
                            }
                            if (System.nanoTime() + wait.toNanos() - end > 0) {
                                return CompletableFuture.<JsonNode>failedFuture(unavailable(cause));
                            }
                            return again(request, end, wait);
                        })
                .thenCompose(next -> next);
    }

    private CompletableFuture<JsonNode> again(HttpRequest request, long end, Duration wait) {
        Executor later = CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS);
        Duration doubled = wait.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return CompletableFuture.supplyAsync(() -> attempt(request, end, next), later)
                .thenCompose(answer -> answer);
    }

    private CompletableFuture<JsonNode> once(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> exchange =
                client.sendAsync(
                        request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        CompletableFuture<JsonNode> answer =
                exchange.thenApply(this::read)
                        .orTimeout(options.timeout().toNanos(), TimeUnit.NANOSECONDS);
        var unused = answer.whenComplete((json, error) -> exchange.cancel(true));
        return answer;
    }

    private JsonNode read(HttpResponse<String> response) {
        int status = response.statusCode();
        JsonNode json = parsed(response.body());
        if (status / 100 == 2) {
            if (json.isMissingNode()) {
                throw new RegistryRefusalException(
                        status, 0, "what answers there is no schema registry");
            }
            return json;
        }
        String message = status + " " + oneLine(json.path("message").asText(""));
        if (status >= 500 || status == 429 || status == 408) {
            throw new CompletionException(new IOException("it answers " + message.strip()));
        }
        throw new RegistryRefusalException(
                status, json.path("error_code").asInt(0), message.strip());
    }

    private static JsonNode parsed(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }

    private SchemaUnavailableException unavailable(Throwable cause) {
        String why = cause.getMessage() == null ? "" : oneLine(cause.getMessage());
        if (cause instanceof TimeoutException) {
            why = "no answer within %d ms".formatted(options.timeout().toMillis());
        } else if (cause instanceof ConnectException && why.isEmpty()) {
            why = "nothing answers there"; // the JDK's client says no more
        } else if (why.isEmpty()) {
            why = cause.getClass().getSimpleName();
        }
        return new SchemaUnavailableException(
                "the schema registry at %s is not to be had: %s".formatted(options.url(), why),
                cause);
    }

    static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? unwrapped(cause) : error;
    }
}
