package io.beitstream.infra.demo;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.StageMetricsReporter;
import io.beitstream.infra.embedded.StageMetricsReporterFactory;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.infra.search.server.SearchServerOptions;
import io.beitstream.infra.search.server.Towers;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.schemas.MalformedRecordException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Broker, cluster and job in one JVM: publishes pictures, waits until each has come out, and writes
 * the page.
 */
public final class Demo implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final int PARALLELISM = 2;
    private static final Duration STALL = Duration.ofSeconds(90);

    private final DemoOptions options;
    private final DemoProgress progress;
    private final Topics topics = Topics.DEFAULT;
    private final TemporaryDirectory scratch;
    private final DemoModels models;
    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private boolean hasRun;

    private Demo(
            DemoOptions options,
            DemoProgress progress,
            TemporaryDirectory scratch,
            DemoModels models,
            EmbeddedKafka kafka,
            EmbeddedFlink flink) {
        this.options = options;
        this.progress = progress;
        this.scratch = scratch;
        this.models = models;
        this.kafka = kafka;
        this.flink = flink;
    }

    /**
     * Looks at the networks, and starts the broker and the cluster.
     *
     * @throws IOException if a network's directory cannot be read
     * @throws IllegalArgumentException if the decoder is for another tokenizer's codes
     */
    public static Demo start(DemoOptions options, DemoProgress progress) throws IOException {
        TemporaryDirectory scratch = new TemporaryDirectory("beitstream-demo");
        EmbeddedKafka kafka = null;
        try {
            DemoModels models = DemoModels.prepare(options, scratch.path());
            progress.say("Starting Kafka and Flink in this JVM ...");
            kafka = EmbeddedKafka.start();
            EmbeddedFlink flink =
                    EmbeddedFlink.start(PARALLELISM, StageMetricsReporterFactory.configuration());
            progress.say(
                    "  Kafka at %s, Flink's page at %s"
                            .formatted(kafka.bootstrapServers(), flink.webUi()));
            return new Demo(options, progress, scratch, models, kafka, flink);
        } catch (IOException | RuntimeException e) {
            if (kafka != null) {
                kafka.close();
            }
            scratch.close();
            throw e;
        }
    }

    /**
     * Runs the demo to its end; the job stays up until {@link #close}.
     *
     * @throws DemoFailedException if an image did not come out exactly once, or nothing moves any
     *     more
     */
    public DemoResult run() throws IOException, InterruptedException {
        List<DemoImage> images =
                options.images() == null ? DemoImages.painted() : DemoImages.in(options.images());
        progress.say(
                "  tokenizer %s, encoder %s"
                        .formatted(models.tokenizer().modelId(), models.encoder().modelId()));
        PrecisionChooser.ofThisMachine()
                .choose(options.inference())
                .notice()
                .ifPresent(notice -> progress.say("  " + notice));
        if (models.shipped()) {
            progress.say(
                    "  These are small networks, trained on 20,000 pictures of 32 x 32 pixels. Pass --tokenizer"
                            + " and --encoder for others.");
        }
        kafka.createTopics(
                PARTITIONS,
                topics.images(),
                topics.tokens(),
                topics.embeddings(),
                topics.deadLetters());
        JobID job = submit();
        List<String> ids = images.stream().map(DemoImage::id).toList();
        try (ResultCollector results =
                new ResultCollector(kafka.bootstrapServers(), topics, options.records())) {
            long started = System.nanoTime();
            new ImagePublisher(kafka.bootstrapServers(), topics.images(), options.records())
                    .publish(images);
            progress.say(
                    "Published %d images to topic '%s'".formatted(ids.size(), topics.images()));
            long ended = collect(job, results, ids);
            double rate = ids.size() / ((ended - started) / 1e9);
            String violations = results.violations(ids);
            if (!violations.isEmpty()) {
                throw new DemoFailedException(violations);
            }
            List<StageSummary> stages = StageSummary.all();
            report(images, results, stages, rate).write(options.report());
            hasRun = true;
            progress.table(results, stages, ids.size(), rate);
            return new DemoResult(
                    kafka.bootstrapServers(),
                    flink.webUi().toString(),
                    ids.size(),
                    results.tokens().size(),
                    results.embeddings().size(),
                    results.deadLetters().size(),
                    rate,
                    options.report().toAbsolutePath());
        } catch (MalformedRecordException e) {
            throw new DemoFailedException(
                    "the job published an unreadable record: " + e.getMessage());
        }
    }

    private DemoReport report(
            List<DemoImage> images, ResultCollector results, List<StageSummary> stages, double rate)
            throws IOException {
        DemoCodes codes = new DemoCodes(models, options);
        List<DemoCard> cards =
                DemoCard.of(images, results, models.tokenizer().preprocessing(), codes);
        return new DemoReport(
                images.size(),
                results,
                models.shipped(),
                stages,
                rate,
                new DemoGallery(cards, codes.rebuilt(cards)),
                codes.atlas());
    }

    private JobID submit() throws InterruptedException {
        StageMetricsReporter.clear();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(PARALLELISM);
        env.enableCheckpointing(10_000);
        InferenceSettings inference =
                InferenceSettings.of(
                        options.inference(), options.batchSize(), InferenceSettings.DEFAULT_LINGER);
        KafkaSinkOptions sinkOptions =
                new KafkaSinkOptions(
                        kafka.bootstrapServers(),
                        Map.of(),
                        options.records(),
                        Delivery.AT_LEAST_ONCE,
                        "beitstream-demo",
                        KafkaSinkOptions.DEFAULT_TRANSACTION_TIMEOUT,
                        FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES);
        FeatureSinks sinks =
                KafkaSinks.of(
                        sinkOptions, topics.tokens(), topics.embeddings(), topics.deadLetters());
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(models.tokenizer(), models.encoder(), inference)
                        .with(prepare()),
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                kafka.bootstrapServers(),
                                topics.images(),
                                "beitstream-demo",
                                Map.of(),
                                KafkaImageSource.Start.EARLIEST,
                                false)),
                sinks);
        JobID job = flink.submit(env, "Beitstream demo");
        long deadline = System.nanoTime() + STALL.toNanos();
        while (!flink.isRunning(job)) {
            if (System.nanoTime() > deadline || flink.status(job).isGloballyTerminalState()) {
                throw new DemoFailedException("the job does not start; it is " + flink.status(job));
            }
            Thread.sleep(100);
        }
        return job;
    }

    /**
     * Opens the search page over what has come out, and what will.
     *
     * @param port 0 for a free one
     * @throws IllegalStateException before the demo has run
     * @throws IOException if the page cannot be served at this port
     */
    public DemoSearch search(int port) throws IOException {
        if (!hasRun) {
            throw new IllegalStateException("nothing has come out yet");
        }
        Towers towers =
                Towers.open(
                        models.encoderDirectory(), options.inference(), FeatureSelection.DEFAULT);
        try {
            return DemoSearch.open(
                    new KafkaClients(kafka.bootstrapServers(), Map.of(), options.records()),
                    topics,
                    towers,
                    prepare().fetch(),
                    scratch.path().resolve("index"),
                    SearchServerOptions.DEFAULTS.at(SearchServerOptions.DEFAULT_HOST, port),
                    line -> {});
        } catch (IOException | RuntimeException e) {
            towers.close();
            throw e;
        }
    }

    /** Pictures that are too large for a record are read from their folder. */
    private PrepareOptions prepare() {
        Path folder = options.images();
        FetchAccess access =
                folder == null ? FetchAccess.DEFAULTS : FetchAccess.toFilesBelow(folder);
        return PrepareOptions.DEFAULTS
                .with(options.records())
                .with(FetchOptions.DEFAULTS.withAccess(access));
    }

    /** Reads until every id has come out; returns when the last one did, in nanoseconds. */
    private long collect(JobID job, ResultCollector results, List<String> ids)
            throws MalformedRecordException {
        long lastMove = System.nanoTime();
        int finished = 0;
        while (finished < ids.size()) {
            if (results.poll(Duration.ofMillis(200)) > 0) {
                lastMove = System.nanoTime();
                finished = results.finished(ids);
                progress.count(finished, ids.size());
            }
            boolean stalled = System.nanoTime() - lastMove > STALL.toNanos();
            if (stalled || flink.status(job).isGloballyTerminalState()) {
                throw new DemoFailedException(
                        "only %d of %d images came out; the job is %s. Set BEITSTREAM_LOG_LEVEL=info to see more."
                                .formatted(finished, ids.size(), flink.status(job)));
            }
        }
        // What would come twice has had its chance: nothing more arrives.
        while (results.poll(Duration.ofMillis(500)) > 0) {
            progress.count(finished, ids.size());
        }
        return lastMove;
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        scratch.close();
    }
}
