package io.beitstream.infra.demo;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.search.index.GraphOptions;
import io.beitstream.infra.search.index.IndexOptions;
import io.beitstream.infra.search.index.IndexService;
import io.beitstream.infra.search.pictures.PictureSource;
import io.beitstream.infra.search.pictures.TopicPictures;
import io.beitstream.infra.search.server.SearchPage;
import io.beitstream.infra.search.server.SearchServerOptions;
import io.beitstream.infra.search.server.Towers;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The search page over what a demo's job publishes, filled while it is open. */
public final class DemoSearch implements AutoCloseable {
    private final IndexService index;
    private final SearchPage page;

    private DemoSearch(IndexService index, SearchPage page) {
        this.index = index;
        this.page = page;
    }

    /**
     * Opens the page.
     *
     * @param towers closed with it
     * @param folder where the index is kept
     * @throws IOException if the page cannot be served at this address
     */
    static DemoSearch open(
            KafkaClients clients,
            Topics topics,
            Towers towers,
            FetchOptions fetch,
            Path folder,
            SearchServerOptions options,
            Consumer<String> say)
            throws IOException {
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
            return new DemoSearch(
                    service, SearchPage.open(options, service.index(), towers, pictures));
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Where the page is. */
    public URI address() {
        return page.address();
    }

    @Override
    public void close() throws IOException {
        page.close();
        index.close();
    }
}
