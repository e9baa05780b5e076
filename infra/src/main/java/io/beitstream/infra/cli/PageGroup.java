package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.search.ImageIndex;
import io.beitstream.infra.search.pictures.FolderPictures;
import io.beitstream.infra.search.pictures.PictureSource;
import io.beitstream.infra.search.pictures.TopicPictures;
import io.beitstream.infra.search.server.SearchPage;
import io.beitstream.infra.search.server.SearchServerOptions;
import io.beitstream.infra.search.server.Towers;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the search page. */
final class PageGroup {
    @Option(
            names = "--page",
            description = "serves a page to search on, and its API, until the command is stopped")
    private boolean page;

    @Option(
            names = "--encoder",
            paramLabel = "DIR",
            description =
                    "model directory of the encoder that made the embeddings: lets people ask with pictures, and with words where it reads them")
    private @Nullable Path encoder;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "the folder that the images were extracted from (default: their records in Kafka)")
    private @Nullable Path images;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = SearchServerOptions.DEFAULT_HOST,
            description =
                    "to serve at; anybody who reaches another than loopback may search (default: ${DEFAULT-VALUE})")
    private String host = SearchServerOptions.DEFAULT_HOST;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "0 for a free one (default: " + SearchServerOptions.DEFAULT_PORT + ")")
    private int port = SearchServerOptions.DEFAULT_PORT;

    boolean isWanted() {
        if (!page && (encoder != null || images != null)) {
            throw new IllegalArgumentException("--encoder and --images are for the --page");
        }
        return page;
    }

    /** Loads the networks, and opens the page. */
    SearchPage open(
            ImageIndex index,
            KafkaClients clients,
            ImageGroup fetching,
            FeatureSelection selection,
            InferenceOptions inference)
            throws IOException {
        Towers towers = encoder == null ? Towers.NONE : Towers.open(encoder, inference, selection);
        PictureSource pictures =
                images == null
                        ? new TopicPictures(clients, fetching.fetch(null))
                        : new FolderPictures(images, fetching.maxBytes());
        return SearchPage.open(
                SearchServerOptions.DEFAULTS.at(host, port), index, towers, pictures);
    }
}
