package io.beitstream.infra.search.server;

import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.pictures.Thumbnails;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Single images, their thumbnails, and the newest ones. */
final class ImageEndpoints {
    private static final int USUAL_NEWEST = 24;
    private static final int MAX_NEWEST = 200;

    private final ImageIndex index;
    private final Thumbnails thumbnails;

    ImageEndpoints(ImageIndex index, Thumbnails thumbnails) {
        this.index = index;
        this.thumbnails = thumbnails;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/images/{id}", this::image),
                Route.get("/api/images/{id}/thumbnail", this::thumbnail).slow(),
                Route.get("/api/newest", this::newest));
    }

    static RequestRefusedException unknown(String id) {
        String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
        return new RequestRefusedException(
                404, "The index has no image '%s', or no longer.".formatted(shown));
    }

    private IndexedImage named(Request request) throws RequestRefusedException, IOException {
        String id = request.name("id");
        return index.image(id).orElseThrow(() -> unknown(id));
    }

    private Answer image(Request request) throws RequestRefusedException, IOException {
        return Answer.json(ImageJson.whole(named(request)));
    }

    private Answer newest(Request request) throws RequestRefusedException, IOException {
        int count = request.query().number("count", USUAL_NEWEST, 1, MAX_NEWEST);
        return Answer.json(
                Map.of("images", index.newest(count).stream().map(ImageJson::brief).toList()));
    }

    private Answer thumbnail(Request request) throws RequestRefusedException, IOException {
        int size =
                request.query()
                        .number(
                                "size",
                                Thumbnails.MAX_SIZE,
                                Thumbnails.MIN_SIZE,
                                Thumbnails.MAX_SIZE);
        IndexedImage image = named(request);
        boolean upright = index.status().decodeStyle().upright();
        String tag =
                "\"%08x-%d-%d-%d%s\""
                        .formatted(
                                image.topic().hashCode(),
                                image.partition(),
                                image.offset(),
                                size,
                                upright ? "-upright" : "");
        if (request.knows(tag)) {
            return Answer.unchanged(tag);
        }
        try {
            byte[] jpeg =
                    thumbnails
                            .jpeg(image, size, upright)
                            .orElseThrow(
                                    () ->
                                            new RequestRefusedException(
                                                    404, "There is no picture of this image."));
            return Answer.tagged("image/jpeg", jpeg, tag);
        } catch (IOException e) {
            throw new RequestRefusedException(
                    503, "The picture cannot be had just now: " + e.getMessage() + ".");
        }
    }
}
