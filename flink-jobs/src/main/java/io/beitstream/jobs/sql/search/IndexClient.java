package io.beitstream.jobs.sql.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.jobs.sql.column.KnownColumn;
import io.beitstream.jobs.sql.column.KnownColumns;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.jspecify.annotations.Nullable;

/**
 * Asks an index over its API, and again while it is not there or has no room. A vector that
 * compares with none finds nothing. Thread-safe.
 */
final class IndexClient {
    /** What the API gives at most. */
    private static final int MOST = 200;

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Set<Integer> LATER = Set.of(429, 503);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IndexOptions options;
    private final List<KnownColumn<JsonNode>> columns;
    private final boolean withVectors;
    private final HttpClient http;

    IndexClient(IndexOptions options, List<String> columns) {
        this.options = options;
        this.columns = IndexColumns.KNOWN.select(columns);
        this.withVectors = columns.contains(IndexColumns.EMBEDDING);
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(options.requestTimeout())
                        .build();
    }

    /**
     * The nearest images, best first: the table's columns and the cosine. Completes exceptionally
     * if the index refuses the question, or does not answer in all attempts.
     *
     * @param query with the vector alone
     */
    CompletableFuture<Collection<RowData>> search(int topK, RowData query) {
        float[] vector = query.isNullAt(0) ? null : query.getArray(0).toFloatArray();
        if (vector == null || !isComparable(vector)) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (topK < 1 || topK > MOST) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "an index finds 1 to %d images at a time, not %d"
                                    .formatted(MOST, topK)));
        }
        return send(request(topK, vector), 1).thenApply(this::rows);
    }

    private static boolean isComparable(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return squares > 0 && Double.isFinite(squares);
    }

    private HttpRequest request(int topK, float[] vector) {
        StringBuilder query = new StringBuilder("k=").append(topK);
        query.append("&vectors=").append(withVectors);
        for (Map.Entry<String, String> attribute : options.attributes().entrySet()) {
            query.append("&attr.").append(encoded(attribute.getKey()));
            query.append('=').append(encoded(attribute.getValue()));
        }
        String base = options.url().toString().replaceAll("/+$", "");
        return HttpRequest.newBuilder(URI.create(base + "/api/search?" + query))
                .timeout(options.requestTimeout())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(vector)))
                .build();
    }

    private static String body(float[] vector) {
        try {
            return JSON.writeValueAsString(Map.of("vector", vector));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private CompletableFuture<JsonNode> send(HttpRequest request, int attempt) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((answer, error) -> answered(request, attempt, answer, error))
                .thenCompose(next -> next);
    }

    private CompletionStage<JsonNode> answered(
            HttpRequest request,
            int attempt,
            @Nullable HttpResponse<String> answer,
            @Nullable Throwable error) {
        if (answer != null && answer.statusCode() == 200) {
            return CompletableFuture.completedFuture(parsed(answer.body()));
        }
        boolean later = answer == null || LATER.contains(answer.statusCode());
        if (later && attempt < options.maxAttempts()) {
            long wait = FIRST_WAIT.toMillis() << Math.min(attempt - 1, 10);
            Executor then = CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> attempt + 1, then)
                    .thenCompose(next -> send(request, next));
        }
        return CompletableFuture.failedFuture(
                new IOException(
                        "the index at %s %s"
                                .formatted(
                                        options.url(),
                                        answer == null
                                                ? "does not answer: " + error
                                                : "refuses a search: " + refusal(answer)),
                        error));
    }

    private static String refusal(HttpResponse<String> answer) {
        String sentence = parsed(answer.body()).path("error").asText();
        return answer.statusCode() + " " + sentence;
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new CompletionException(
                    "what answers is no index: name the URL of the index's page", e);
        }
    }

    private Collection<RowData> rows(JsonNode found) {
        List<RowData> rows = new ArrayList<>();
        for (JsonNode image : found.path("images")) {
            RowData score = GenericRowData.of(image.path("similarity").asDouble());
            rows.add(new JoinedRowData(KnownColumns.row(columns, image), score));
        }
        return rows;
    }
}
