package io.beitstream.infra.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files by HTTP. Redirects are followed, but for those from https to http. A part is gone on with
 * where the server knows ranges, and its ETag or date is still that of the part.
 */
final class HttpStore implements RemoteStore {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final Duration patience;
    private final HttpClient client;

    /**
     * @param patience how long an answer may take to begin
     */
    HttpStore(Duration patience) {
        this.patience = patience;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(patience)
                        .build();
    }

    @Override
    public long length(String place) throws IOException, InterruptedException {
        HttpRequest head =
                request(place).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<Void> response = send(head, HttpResponse.BodyHandlers.replacing(null));
        int status = response.statusCode();
        if (status == 404 || status == 410) {
            throw HttpFailure.of(place, status);
        }
        if (HttpFailure.isTransient(status) && status != 501) {
            throw new IOException("the server says " + status);
        }
        // Signed URLs, for one, are good for GET alone, and some servers know no HEAD.
        return status == 200 ? length(response.headers()) : RemoteFile.UNKNOWN;
    }

    @Override
    public RemoteBody open(String place, long from, String version)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(place).GET();
        boolean part = from > 0 && !version.isEmpty();
        if (part) {
            request.header("Range", "bytes=" + from + "-").header("If-Range", version);
        }
        HttpResponse<InputStream> response =
                send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            return switch (response.statusCode()) {
                case 200 -> whole(place, response);
                case 206 -> {
                    String now = version(response.headers());
                    if (!part || !(now.isEmpty() || now.equals(version))) {
                        yield again(place, response);
                    }
                    yield rest(response, from, version);
                }
                case 416 -> again(place, response);
                default -> throw HttpFailure.of(place, response.statusCode());
            };
        } catch (IOException | InterruptedException e) {
            response.body().close();
            throw e;
        }
    }

    /** From the start: what is there of the file is not of this one. */
    private RemoteBody again(String place, HttpResponse<InputStream> response)
            throws IOException, InterruptedException {
        response.body().close();
        HttpResponse<InputStream> whole =
                send(request(place).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (whole.statusCode() != 200) {
            whole.body().close();
            throw HttpFailure.of(place, whole.statusCode());
        }
        return whole(place, whole);
    }

    /** Waits for the beginning of an answer; a time of the request's own would hold for its end. */
    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer came for %d s".formatted(patience.toSeconds()), e);
        } finally {
            // Nothing happens to one that has been taken.
            answer.cancel(true);
        }
    }

    private static RemoteBody whole(String place, HttpResponse<InputStream> response)
            throws RefusedException {
        HttpHeaders headers = response.headers();
        String coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.equals("identity")) {
            throw new RefusedException(
                    "the server sends %s compressed (%s): let it send the file as it is"
                            .formatted(PublicName.of(place).shown(), coding));
        }
        return new RemoteBody(response.body(), 0, length(headers), version(headers));
    }

    private static RemoteBody rest(HttpResponse<InputStream> response, long from, String version)
            throws IOException {
        String text = response.headers().firstValue("Content-Range").orElse("");
        Matcher range = RANGE.matcher(text);
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            throw new IOException("the server sends another part than from byte " + from);
        }
        String total = range.group(2);
        return new RemoteBody(
                response.body(),
                from,
                total.equals("*") ? RemoteFile.UNKNOWN : Long.parseLong(total),
                version);
    }

    private static HttpRequest.Builder request(String place) {
        return HttpRequest.newBuilder(URI.create(place));
    }

    private static long length(HttpHeaders headers) {
        return headers.firstValueAsLong("Content-Length").orElse(RemoteFile.UNKNOWN);
    }

    /** What {@code If-Range} takes: an ETag, unless it is a weak one, or the date. */
    private static String version(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> headers.firstValue("Last-Modified"))
                .orElse("");
    }
}
