package io.beitstream.infra.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files by HTTP. Redirects are followed, but for those from https to http. A part is gone on with
 * where the server knows ranges, and its ETag or date is still that of the part.
 */
final class HttpStore implements RemoteStore {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(PATIENCE)
                    .build();

    @Override
    public long length(String place) throws IOException, InterruptedException {
        HttpRequest head =
                request(place).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<Void> response = client.send(head, HttpResponse.BodyHandlers.replacing(null));
        int status = response.statusCode();
        if (status == 404 || status == 410) {
            throw refused(place, response);
        }
        if (isTransient(status)) {
            throw new IOException("the server says " + status);
        }
        // Signed URLs, for one, are good for GET alone.
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
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
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
                default -> throw failed(place, response);
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
                client.send(
                        request(place).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (whole.statusCode() != 200) {
            whole.body().close();
            throw failed(place, whole);
        }
        return whole(place, whole);
    }

    private static RemoteBody whole(String place, HttpResponse<InputStream> response)
            throws RefusedException {
        HttpHeaders headers = response.headers();
        String coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.equals("identity")) {
            throw new RefusedException(
                    "the server sends %s compressed (%s): let it send the file as it is"
                            .formatted(DataLocation.nameOf(place), coding));
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
        return HttpRequest.newBuilder(URI.create(place)).timeout(PATIENCE);
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

    private static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private static IOException failed(String place, HttpResponse<?> response) {
        return isTransient(response.statusCode())
                ? new IOException("the server says " + response.statusCode())
                : refused(place, response);
    }

    private static RefusedException refused(String place, HttpResponse<?> response) {
        int status = response.statusCode();
        String remedy =
                switch (status) {
                    case 401, 403 -> "it is not for everybody: name a URL that needs no login";
                    case 404, 410 -> "it is not there: look at --data, and at the ends of its {..}";
                    case 301, 302, 303, 307, 308 ->
                            "it leads from https to http, or in a circle: name the last URL itself";
                    default -> "it cannot be fetched";
                };
        return new RefusedException(
                "the server says %d for %s: %s"
                        .formatted(status, DataLocation.nameOf(place), remedy));
    }
}
