package io.beitstream.infra.demo;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.search.index.GraphOptions;
import io.beitstream.infra.search.index.IndexOptions;
import io.beitstream.infra.search.index.IndexService;
import io.beitstream.infra.search.pictures.PictureSource;
import io.beitstream.infra.search.pictures.TopicPictures;
import io.beitstream.infra.search.server.SearchServer;
import io.beitstream.infra.search.server.SearchServerOptions;
import io.beitstream.infra.search.server.Towers;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The search page over what a demo's job publishes, filled while it is open. */
public final class DemoSearch implements AutoCloseable {
    private final IndexService index;
    private final PictureSource pictures;
    private final Towers towers;
    private final SearchServer server;

    private DemoSearch(
            IndexService index, PictureSource pictures, Towers towers, SearchServerOptions options)
            throws IOException {
        this.index = index;
        this.pictures = pictures;
        this.towers = towers;
        this.server = SearchServer.start(options, index.index(), towers, pictures);
    }

    /**
     * Opens the page.
     *
     * @param towers closed with it
     * @param folder where the index is kept
     * @throws IOException if the page cannot be served at this address
     */
    static DemoSearch open(
            String bootstrapServers,
            Topics topics,
            Towers towers,
            FetchOptions fetch,
            Path folder,
            SearchServerOptions options,
            Consumer<String> say)
            throws IOException {
        KafkaClients clients = new KafkaClients(bootstrapServers, Map.of());
        IndexOptions index =
                new IndexOptions(
                        "demo",
                        folder,
                        clients,
                        topics.embeddings(),
                        topics.tokens(),
                        false,
                        false,
                        false,
                        IndexOptions.COMMIT_INTERVAL,
                        GraphOptions.DEFAULTS);
        IndexService service = IndexService.open(index, say);
        PictureSource pictures = new TopicPictures(clients, fetch);
        try {
            return new DemoSearch(service, pictures, towers, options);
        } catch (IOException | RuntimeException e) {
            pictures.close();
            service.close();
            throw e;
        }
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() throws IOException {
        server.close();
        pictures.close();
        towers.close();
        index.close();
    }
}
