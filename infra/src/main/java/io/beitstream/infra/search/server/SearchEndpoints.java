package io.beitstream.infra.search.server;

import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.IndexStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Searches by picture, by words, by an image of the index, and the numbers about them. */
final class SearchEndpoints {
    private static final int USUAL_COUNT = 24;
    private static final int MAX_COUNT = 200;

    private final ImageIndex index;
    private final QueryVectors vectors;
    private final QueryTimes times = new QueryTimes();

    SearchEndpoints(ImageIndex index, QueryVectors vectors) {
        this.index = index;
        this.vectors = vectors;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/status", request -> status()),
                Route.post("/api/search", this::byPictureOrVector),
                Route.get("/api/search", this::byWordsOrImage),
                Route.get("/api/images/{id}/duplicates", this::duplicates));
    }

    private Answer status() throws IOException {
        IndexStatus status = index.status();
        return Answer.json(
                new StatusJson(
                        status,
                        times.summary(),
                        vectors.pictures(status),
                        vectors.words(status),
                        SeenArea.of(status.preprocessingId())));
    }

    private Answer byPictureOrVector(Request request) throws RequestRefusedException, IOException {
        long started = System.nanoTime();
        int count = count(request);
        String type = request.contentType().toLowerCase(Locale.ROOT);
        if (type.startsWith(Answer.JSON)) {
            float[] vector = VectorQuery.parse(request.body()).vector();
            return found("vector", started, nearest(vector, count, request), request);
        }
        if (!type.startsWith("image/")) {
            throw new RequestRefusedException(
                    415,
                    "Send the picture itself, with its content type: image/...; or a vector as application/json.");
        }
        float[] vector = vectors.ofPicture(request.body(), index.status());
        return found("picture", started, nearest(vector, count, request), request);
    }

    private Answer byWordsOrImage(Request request) throws RequestRefusedException, IOException {
        long started = System.nanoTime();
        int count = count(request);
        String words = request.query().text("text").orElse(null);
        String like = request.query().text("like").orElse(null);
        if ((words == null) == (like == null)) {
            throw new RequestRefusedException(
                    400, "Name either words to search for (text) or an image (like).");
        }
        if (words != null) {
            float[] vector = vectors.ofWords(words, index.status());
            return found("words", started, nearest(vector, count, request), request);
        }
        float[] vector = index.vector(like).orElseThrow(() -> ImageEndpoints.unknown(like));
        List<Hit> hits = new ArrayList<>(nearest(vector, count + 1, request));
        hits.removeIf(hit -> hit.image().id().equals(like));
        return found("like", started, hits.subList(0, Math.min(count, hits.size())), request);
    }

    private Answer duplicates(Request request) throws RequestRefusedException, IOException {
        long started = System.nanoTime();
        String id = request.name("id");
        int count = count(request);
        if (index.image(id).isEmpty()) {
            throw ImageEndpoints.unknown(id);
        }
        return found("duplicates", started, index.duplicates(id, count), request);
    }

    private List<Hit> nearest(float[] vector, int count, Request request)
            throws RequestRefusedException, IOException {
        Map<String, String> attributes = request.query().attributes();
        try {
            return index.nearest(vector, count, attributes);
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(
                    422, "The index cannot be asked with this: " + e.getMessage() + ".");
        }
    }

    private Answer found(String by, long started, List<Hit> hits, Request request)
            throws RequestRefusedException, IOException {
        List<ImageJson> images = new ArrayList<>();
        boolean withVectors = request.query().flag("vectors");
        for (Hit hit : hits) {
            String id = hit.image().id();
            images.add(ImageJson.of(hit, withVectors ? index.vector(id).orElse(null) : null));
        }
        long took = System.nanoTime() - started;
        times.add(took);
        return Answer.json(HitsJson.of(by, took, images));
    }

    private static int count(Request request) throws RequestRefusedException {
        return request.query().number("k", USUAL_COUNT, 1, MAX_COUNT);
    }
}
