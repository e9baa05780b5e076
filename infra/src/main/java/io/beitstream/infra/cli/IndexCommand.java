package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.embedded.StopSignals;
import io.beitstream.infra.monitoring.IndexMonitor;
import io.beitstream.infra.monitoring.MonitoringServer;
import io.beitstream.infra.search.index.GraphOptions;
import io.beitstream.infra.search.index.IndexOptions;
import io.beitstream.infra.search.index.IndexService;
import io.beitstream.infra.search.server.SearchPage;
import io.beitstream.infra.state.JobName;
import io.beitstream.infra.state.JobState;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code index}: embeddings and visual tokens out of topics, to be searched. */
@Command(
        name = "index",
        description = {
            "Keeps an index of the images in topics of embeddings and visual tokens.",
            "It is filled until it is stopped. The same command goes on where it was stopped or killed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class IndexCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "the index; what it is found by")
    private String name;

    @Mixin private KafkaMixin kafka;

    @Option(
            names = "--embeddings-topic",
            required = true,
            paramLabel = "TOPIC",
            description = "the topic of embeddings")
    private String embeddingsTopic;

    @Option(
            names = "--tokens-topic",
            paramLabel = "TOPIC",
            description = "the topic of visual tokens; without it there are no near duplicates")
    private @Nullable String tokensTopic;

    @Option(
            names = "--index-dir",
            paramLabel = "DIR",
            description =
                    "keeps the index in DIR/NAME (default: ~/.local/state/beitstream/indexes)")
    private @Nullable Path directory;

    @Option(
            names = "--switch",
            description =
                    "builds an index beside when vectors of another model come, and changes to it when it holds all")
    private boolean switches;

    @Option(
            names = "--rebuild",
            description = "deletes the index and reads the topics from their beginning")
    private boolean rebuild;

    @Option(
            names = "--until-now",
            description = "stops when all is indexed that is in the topics at the start")
    private boolean untilNow;

    @Option(
            names = "--commit-interval-s",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "time between commits to the disk (default: ${DEFAULT-VALUE})")
    private long commitSeconds;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "edges of a vector in the graph that is searched; more find more, and take more room (default: ${DEFAULT-VALUE})")
    private int maxConnections;

    @Option(
            names = "--beam-width",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "candidates for these edges; more find more, and index more slowly (default: ${DEFAULT-VALUE})")
    private int beamWidth;

    @Option(
            names = "--search-width",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "candidates of a search; more find more, and answer more slowly (default: ${DEFAULT-VALUE})")
    private int searchWidth;

    @ArgGroup(exclusive = false, heading = "Page%n")
    private PageGroup page = new PageGroup();

    @ArgGroup(exclusive = false, heading = "What the page asks with%n")
    private FeatureGroup features = new FeatureGroup();

    @Mixin private DeviceMixin device;

    @Mixin private MonitoringMixin monitoring;

    @ArgGroup(exclusive = false, heading = "Pictures on the page%n")
    private ImageGroup images = new ImageGroup();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean served = page.isWanted();
        monitoring.validate(true);
        kafka.prepare(topics(), this::say);
        KafkaClients clients = kafka.clients();
        try (IndexService service = IndexService.open(options(clients), this::say);
                StopSignals signals = StopSignals.to(service::stop);
                MonitoringServer server = serveMetrics(service)) {
            if (!served) {
                say(service.await().text());
                return 0;
            }
            try (SearchPage open =
                    page.open(
                            service.index(),
                            clients,
                            images,
                            features.selection(),
                            device.options())) {
                say("search at " + open.address());
                say(service.await().text());
            }
        }
        return 0;
    }

    private @Nullable MonitoringServer serveMetrics(IndexService service) throws IOException {
        IndexMonitor monitor = new IndexMonitor(name, service::progress);
        return monitoring.serve(monitor, monitor, spec.commandLine().getOut());
    }

    private List<TopicRecord> topics() {
        List<TopicRecord> topics = new ArrayList<>();
        topics.add(new TopicRecord(embeddingsTopic, "ImageEmbedding"));
        if (tokensTopic != null) {
            topics.add(new TopicRecord(tokensTopic, "TokenSequence"));
        }
        return topics;
    }

    private IndexOptions options(KafkaClients clients) {
        Path parent = directory == null ? JobState.userDirectory("indexes") : directory;
        return new IndexOptions(
                name,
                parent.resolve(new JobName(name).text()),
                clients,
                embeddingsTopic,
                tokensTopic,
                switches,
                rebuild,
                untilNow,
                Duration.ofSeconds(commitSeconds),
                new GraphOptions(maxConnections, beamWidth, searchWidth));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
