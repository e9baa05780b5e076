package io.beitstream.infra.search.server;

import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.pictures.PictureSource;
import java.io.IOException;
import java.net.URI;

/** A search page with the networks and the pictures that it needs, which are closed with it. */
public final class SearchPage implements AutoCloseable {
    private final SearchServer server;
    private final Towers towers;
    private final PictureSource pictures;

    private SearchPage(SearchServer server, Towers towers, PictureSource pictures) {
        this.server = server;
        this.towers = towers;
        this.pictures = pictures;
    }

    /**
     * Serves the page of an index, which is not closed with it.
     *
     * @throws IOException if it cannot be served at this address; towers and pictures are closed
     */
    public static SearchPage open(
            SearchServerOptions options, ImageIndex index, Towers towers, PictureSource pictures)
            throws IOException {
        try {
            return new SearchPage(
                    SearchServer.start(options, index, towers, pictures), towers, pictures);
        } catch (IOException | RuntimeException e) {
            pictures.close();
            towers.close();
            throw e;
        }
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        pictures.close();
        towers.close();
    }
}
