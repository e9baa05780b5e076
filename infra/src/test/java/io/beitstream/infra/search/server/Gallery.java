package io.beitstream.infra.search.server;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.pictures.PictureSource;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Painted pictures, an index of them, and a server of that index on a free port. */
final class Gallery implements AutoCloseable {
    private static final List<SampleImages.Sample> PAINTED = SampleImages.create();
    private static final long START = 1_790_000_000_000L;

    final FakeIndex index;
    final SearchServer server;
    private final ColorEncoder encoder = new ColorEncoder();
    private final Map<String, byte[]> pictures = new ConcurrentHashMap<>();
    private int added;

    Gallery(Towers towers, SearchServerOptions options) throws IOException {
        this.index =
                new FakeIndex(
                        new IndexStatus(
                                "gallery",
                                ColorEncoder.ID.toString(),
                                encoder.preprocessing().id(),
                                ColorEncoder.DIMENSION,
                                0,
                                0,
                                0));
        PictureSource source = image -> Optional.ofNullable(pictures.get(image.id()));
        this.server =
                SearchServer.start(
                        options.at(SearchServerOptions.DEFAULT_HOST, 0), index, towers, source);
    }

    /** Ready to be asked in every way. */
    static Gallery withWords() throws IOException {
        return new Gallery(
                new Towers(new ColorEncoder(), new ColorWords()), SearchServerOptions.DEFAULTS);
    }

    /** The pictures that the project paints. */
    static List<SampleImages.Sample> painted() {
        return PAINTED;
    }

    void addPainted(int from, int to) {
        for (SampleImages.Sample sample : painted().subList(from, to)) {
            add(sample.id(), sample.bytes(), attributes(sample));
        }
    }

    private static Map<String, String> attributes(SampleImages.Sample sample) {
        return Map.of(
                "shows", sample.shows(), "format", sample.contentType().replace("image/", ""));
    }

    void add(String id, byte[] picture, Map<String, String> attributes) {
        pictures.put(id, picture);
        RgbImage square = encoder.preprocessing().apply(decode(picture));
        IndexedImage image =
                new IndexedImage(
                        id,
                        "images",
                        added % 4,
                        added / 4,
                        START + 1000L * added,
                        START + 1000L * added + 40,
                        attributes,
                        ColorEncoder.tokens(square));
        added++;
        index.add(image, encoder.encode(List.of(square)).get(0).vector());
    }

    /** Forgets a picture; the index still has the image. */
    void losePicture(String id) {
        pictures.remove(id);
    }

    private static RgbImage decode(byte[] picture) {
        try {
            return ImageDecoder.withDefaults().decode(picture);
        } catch (ImageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
