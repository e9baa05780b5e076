package io.beitstream.jobs.fetch;

import io.beitstream.jobs.outcome.StageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Gets images over HTTP without blocking a thread. Network errors, time-outs, 408, 429 and 5xx are
 * tried again after a doubling wait; other statuses are final.
 */
final class HttpImageFetcher implements ImageFetcher {
    /** Runs a task after a delay; a parameter so that tests need not wait. */
    interface Delay {
        Executor after(long millis);

        Delay REAL = millis -> CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    private final FetchOptions options;
    private final Delay delay;
    private final HttpClient client;

    HttpImageFetcher(FetchOptions options, Delay delay) {
        this.options = options;
        this.delay = delay;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(options.requestTimeout())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
    }

    @Override
    public CompletableFuture<byte[]> fetch(URI uri) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(uri).timeout(options.requestTimeout()).GET().build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new StageException("malformed-uri", uri + ": " + e.getMessage()));
        }
        return attempt(request, 1);
    }

    private CompletableFuture<byte[]> attempt(HttpRequest request, int attempt) {
        return client.sendAsync(
                        request,
                        info -> new LimitedBody(request.uri().toString(), options.maxBytes()))
                .<CompletionStage<byte[]>>handle(
                        (response, error) ->
                                error == null
                                        ? onResponse(request, attempt, response)
                                        : onError(request, attempt, unwrap(error)))
                .thenCompose(Function.identity());
    }

    private CompletionStage<byte[]> onResponse(
            HttpRequest request, int attempt, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 200) {
            return CompletableFuture.completedFuture(response.body());
        }
        StageException failure =
                new StageException(
                        "http-" + status,
                        request.uri() + " answered with status " + status,
                        attempt);
        boolean passing = status == 408 || status == 429 || status >= 500;
        return passing ? retry(request, attempt, failure) : CompletableFuture.failedStage(failure);
    }

    private CompletionStage<byte[]> onError(HttpRequest request, int attempt, Throwable error) {
        if (error instanceof StageException) {
            return CompletableFuture.failedStage(error);
        }
        if (error instanceof HttpTimeoutException) {
            String message =
                    "%s did not answer within %d ms"
                            .formatted(request.uri(), options.requestTimeout().toMillis());
            return retry(request, attempt, new StageException("fetch-timeout", message, attempt));
        }
        if (error instanceof IOException) {
            String message = request.uri() + " cannot be reached: " + describe(error);
            return retry(request, attempt, new StageException("fetch-failed", message, attempt));
        }
        return CompletableFuture.failedStage(error);
    }

    private CompletionStage<byte[]> retry(
            HttpRequest request, int attempt, StageException failure) {
        if (attempt >= options.maxAttempts()) {
            return CompletableFuture.failedStage(failure);
        }
        long wait = options.firstBackoff().toMillis() << Math.min(attempt - 1, 20);
        return CompletableFuture.supplyAsync(() -> attempt(request, attempt + 1), delay.after(wait))
                .thenCompose(Function.identity());
    }

    private static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        if (error instanceof CompletionException && cause != null) {
            return unwrap(cause);
        }
        // The client wraps what the body refused.
        return error instanceof IOException && cause instanceof StageException ? cause : error;
    }

    private static String describe(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        // The client stops by itself once it is unreachable and idle.
    }
}
