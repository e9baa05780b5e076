package io.beitstream.infra.cli;

import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.TokenizerSpec;
import io.beitstream.jobs.fetch.FetchOptions;
import io.beitstream.jobs.inference.InferenceSettings;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.source.InputFormat;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.inference.ModelLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code extract}: the production job. Started by {@code beitstream} it runs in this JVM; as the
 * main class of {@code flink run} it runs on that cluster.
 */
@Command(
        name = "extract",
        description =
                "Turns images into visual tokens and embeddings, from Kafka or files, to Kafka or files.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExtractCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private @Nullable Path tokenizer;

    @Option(names = "--encoder", paramLabel = "DIR", description = "an encoder's model directory")
    private @Nullable Path encoder;

    @ArgGroup(exclusive = false, heading = "Input%n")
    private InputGroup input = new InputGroup();

    @ArgGroup(exclusive = false, heading = "Output%n")
    private OutputGroup output = new OutputGroup();

    @Mixin private KafkaMixin kafka;

    @Mixin private InferenceMixin inference;

    @ArgGroup(exclusive = false, heading = "Features%n")
    private FeatureGroup features = new FeatureGroup();

    @ArgGroup(exclusive = false, heading = "Images%n")
    private ImageGroup images = new ImageGroup();

    @ArgGroup(exclusive = false, heading = "Running%n")
    private RunGroup run = new RunGroup();

    /** How images are fetched and decoded. */
    static final class ImageGroup {
        @Option(names = "--apply-orientation", description = "turn JPEGs as their EXIF data says")
        boolean applyOrientation;

        @Option(
                names = "--max-image-bytes",
                paramLabel = "N",
                defaultValue = "33554432",
                description = "larger images become dead letters (default: ${DEFAULT-VALUE})")
        int maxBytes = 33554432;

        @Option(
                names = "--max-image-pixels",
                paramLabel = "N",
                defaultValue = "50000000",
                description =
                        "images that declare more become dead letters (default: ${DEFAULT-VALUE})")
        long maxPixels = 50_000_000;

        @Option(
                names = "--fetch-timeout",
                paramLabel = "DURATION",
                defaultValue = "10s",
                description = "for one HTTP attempt (default: ${DEFAULT-VALUE})")
        Duration fetchTimeout = Duration.ofSeconds(10);

        @Option(
                names = "--fetch-attempts",
                paramLabel = "N",
                defaultValue = "3",
                description = "HTTP attempts (default: ${DEFAULT-VALUE})")
        int fetchAttempts = 3;

        @Option(
                names = "--allowed-schemes",
                split = ",",
                paramLabel = "SCHEME",
                defaultValue = "file,http,https",
                description = "of URIs in events (default: ${DEFAULT-VALUE})")
        Set<String> allowedSchemes = FetchOptions.DEFAULTS.allowedSchemes();

        FetchOptions fetch() {
            return new FetchOptions(
                    maxBytes,
                    fetchTimeout,
                    fetchAttempts,
                    FetchOptions.DEFAULTS.firstBackoff(),
                    allowedSchemes);
        }

        ImageDecoder decoder() {
            return new ImageDecoder(maxBytes, maxPixels, applyOrientation);
        }
    }

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new ExtractCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        input.validate();
        output.validate(run.isResuming());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        if (env instanceof LocalStreamEnvironment) {
            ModelLoader.requireDevice(inference.options()); // a cluster's workers know their own
        }
        boolean bounded = input.isBounded();
        run.apply(env, bounded);
        FeatureExtractionOptions options = options(env.getParallelism());
        output.kafkaOptions(kafka)
                .ifPresent(k -> k.validate(run.checkpointInterval, run.checkpointTimeout));
        preflight();
        Source<SourceRecord, ?, ?> source = input.source(kafka, images.maxBytes);
        FeatureSinks sinks = output.sinks(kafka);
        FeatureExtractionJob.define(env, options, source, sinks);
        long started = System.nanoTime();
        env.execute("Beitstream extract");
        report(started);
        return 0;
    }

    private FeatureExtractionOptions options(int parallelism) throws java.io.IOException {
        if (tokenizer == null && encoder == null) {
            throw new IllegalArgumentException("name a --tokenizer, an --encoder or both");
        }
        TokenizerSpec tokenizerSpec = tokenizer == null ? null : ModelSpecs.tokenizer(tokenizer);
        EncoderSpec encoderSpec =
                encoder == null ? null : ModelSpecs.encoder(encoder, features.selection());
        int processors = Runtime.getRuntime().availableProcessors();
        return new FeatureExtractionOptions(
                tokenizerSpec,
                encoderSpec,
                input.imagesPath() == null ? input.format() : InputFormat.AVRO,
                images.fetch(),
                images.decoder(),
                run.decodeThreads > 0 ? run.decodeThreads : Math.max(1, processors / parallelism),
                InferenceSettings.of(inference.options(), inference.batchSize(), run.linger),
                output.maxDeadLetterBytes);
    }

    private void preflight() throws Exception {
        Set<String> topics = new java.util.TreeSet<>(output.topics());
        String inputTopic = input.topic();
        if (inputTopic != null) {
            topics.add(inputTopic);
        }
        if (!topics.isEmpty()) {
            new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties())
                    .check(topics, output.transactionTimeoutIfUsed());
        }
    }

    private void report(long startedNanos) throws java.io.IOException {
        PrintWriter out = spec.commandLine().getOut();
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        out.printf(Locale.ROOT, "finished in %.1f s%n", seconds);
        Path directory = output.directory();
        if (directory != null) {
            AvroCounts.of(directory)
                    .forEach((folder, count) -> out.printf("  %-14s %8d%n", folder, count));
        }
    }
}
