package io.beitstream.infra.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.demo.Demo;
import io.beitstream.infra.demo.DemoOptions;
import io.beitstream.infra.demo.DemoProgress;
import io.beitstream.infra.demo.DemoResult;
import io.beitstream.infra.demo.DemoSearch;
import io.beitstream.infra.demo.Topics;
import io.beitstream.model.file.Publication;
import io.beitstream.model.inference.ModelLoader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole system in one JVM, on pictures. */
@Command(
        name = "demo",
        description =
                "Runs Kafka, Flink and the job in one JVM, sends pictures through and makes a page of them.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private InferenceMixin inference;

    @Mixin private RegistryMixin registry;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "a folder of images; without it, 96 pictures that are painted on the spot")
    private @Nullable Path images;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory (default: the one that ships)")
    private @Nullable Path tokenizer;

    @Option(
            names = "--encoder",
            paramLabel = "DIR",
            description = "an encoder's model directory (default: the one that ships)")
    private @Nullable Path encoder;

    @Option(
            names = "--decoder",
            paramLabel = "DIR",
            description =
                    "a decoder of the tokenizer's codes (train-decoder), which rebuilds the pictures from them (default: the one that"
                            + " ships, if it fits the tokenizer)")
    private @Nullable Path decoder;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "beitstream-demo.html",
            description = "where the page is written (default: ${DEFAULT-VALUE})")
    private Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures as JSON")
    private @Nullable Path json;

    @Option(
            names = "--keep-running",
            description =
                    "leaves broker, cluster and job up until Ctrl-C, and opens the search page")
    private boolean keepRunning;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "of the search page (default: a free one)")
    private int port;

    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ModelLoader.requireDevice(inference.options());
        DemoOptions options =
                new DemoOptions(
                        images,
                        tokenizer,
                        encoder,
                        decoder,
                        inference.options(),
                        inference.batchSize(),
                        registry.format(
                                List.of(),
                                Topics.DEFAULT.records(),
                                Optional.empty(),
                                out::println),
                        report);
        DemoProgress progress = new DemoProgress(out, System.console() != null);
        try (Demo demo = Demo.start(options, progress)) {
            DemoResult result = demo.run();
            out.printf("%nThe page: %s%n", result.report().toUri());
            writeJson(result);
            if (keepRunning) {
                try (DemoSearch search = demo.search(port)) {
                    waitForInterrupt(out, result, search.address());
                }
            } else {
                out.println("Search them on a page: ./beitstream demo --keep-running");
            }
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private void writeJson(DemoResult result) throws java.io.IOException {
        if (json == null) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bootstrapServers", result.bootstrapServers());
        fields.put("webUi", result.webUi());
        fields.put("images", result.images());
        fields.put("tokens", result.tokens());
        fields.put("embeddings", result.embeddings());
        fields.put("deadLetters", result.deadLetters());
        fields.put("imagesPerSecond", result.imagesPerSecond());
        fields.put("report", result.report().toString());
        // Whoever waits for the file never reads half of it.
        Publication.writeText(
                json,
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields)
                        + "\n");
    }

    private void waitForInterrupt(PrintWriter out, DemoResult result, URI search)
            throws InterruptedException {
        out.printf(
                "Still running: Kafka at %s, Flink's page at %s. Ctrl-C ends it.%nSearch the pictures: %s%n",
                result.bootstrapServers(), result.webUi(), search);
        out.flush();
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    interrupted.countDown();
                                    awaitQuietly(closed);
                                }));
        interrupted.await();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
