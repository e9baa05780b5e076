package io.beitstream.infra.cli;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.LocalJob;
import io.beitstream.infra.monitoring.MonitoringServer;
import io.beitstream.infra.state.JobIdentity;
import io.beitstream.infra.state.JobLock;
import io.beitstream.infra.state.JobName;
import io.beitstream.infra.state.JobState;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.precision.PrecisionChooser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
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
public class ExtractCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private @Nullable Path tokenizer;

    @Option(
            names = "--encoder",
            paramLabel = "[NAME=]DIR",
            description =
                    "an encoder's model directory, or torchscript:FILE for a program of yours; several with names, each for a topic or folder of its own")
    private List<String> encoderNames = List.of();

    @Option(
            names = "--reuse",
            paramLabel = "SIZE",
            description =
                    "memory for the features of images that came by: those with the same bytes are computed once"
                            + " (default: 64mb; 0 to compute each)")
    private MemorySize reuse = new MemorySize(FeatureExtractionOptions.DEFAULT_REUSE_BYTES);

    private NamedEncoders encoders = new NamedEncoders(List.of());

    @ArgGroup(exclusive = false, heading = "Input%n")
    final InputGroup input = new InputGroup();

    @ArgGroup(exclusive = false, heading = "Output%n")
    final OutputGroup output = new OutputGroup();

    @Mixin KafkaMixin kafka;

    @Mixin private InferenceMixin inference;

    @ArgGroup(exclusive = false, heading = "Features%n")
    private FeatureGroup features = new FeatureGroup();

    @ArgGroup(exclusive = false, heading = "Images%n")
    private ImageGroup images = new ImageGroup();

    @ArgGroup(exclusive = false, heading = "Running%n")
    final RunGroup run = new RunGroup();

    @ArgGroup(exclusive = false, heading = "Changing models%n")
    final RolloutGroup rollout = new RolloutGroup();

    @Mixin private MonitoringMixin monitoring;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new ExtractCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        input.validate();
        encoders = NamedEncoders.of(encoderNames);
        output.validate(tokenizer != null, encoders.names());
        StreamExecutionEnvironment cluster = StreamExecutionEnvironment.getExecutionEnvironment();
        boolean local = cluster instanceof LocalStreamEnvironment;
        monitoring.validate(local);
        if (local) {
            ModelLoader.requireDevice(inference.options()); // a cluster's workers know their own
        }
        JobName name = run.name(input.defaultName(output));
        KafkaFacts facts = preflight(name);
        kafka.prepare(
                input.records(),
                output.records(),
                output.compatibility(),
                spec.commandLine().getOut()::println);
        rollout.read(kafka);
        FeatureExtractionOptions options = options(cluster, local, facts, name);
        JobState state = run.state(name, local);
        JobIdentity identity = identity(facts);
        if (!local) {
            define(cluster, name, options, state, identity, facts);
            JobExecutionResult result = cluster.execute("Beitstream extract " + name);
            boolean over = !(result instanceof DetachedJobExecutionResult);
            if (state != null && over && input.isBounded() && state.newest().isEmpty()) {
                state.write(identity.whenFinished());
            }
            return 0;
        }
        try (JobLock lock = JobLock.take(JobState.userDirectory(), name);
                EmbeddedFlink flink =
                        EmbeddedFlink.start(parallelism(cluster), monitoring.configuration());
                MonitoringServer server =
                        monitoring.serveJob(
                                flink, input.topic() != null, spec.commandLine().getOut())) {
            StreamExecutionEnvironment env = flink.environment();
            env.setParallelism(parallelism(cluster));
            define(env, name, options, state, identity, facts);
            PrecisionChooser.ofThisMachine()
                    .choose(inference.options())
                    .notice()
                    .ifPresent(spec.commandLine().getOut()::println);
            runHere(env, name, Objects.requireNonNull(state), identity);
        }
        return 0;
    }

    /** Subtasks of each stage. */
    int parallelism(StreamExecutionEnvironment env) {
        return run.parallelism(env.getParallelism());
    }

    /** Says how a run in this JVM comes on, until it is closed. */
    RunProgress progress(JobName name) throws IOException {
        return RunProgress.NONE;
    }

    private void define(
            StreamExecutionEnvironment env,
            JobName name,
            FeatureExtractionOptions options,
            @Nullable JobState state,
            JobIdentity identity,
            @Nullable KafkaFacts facts)
            throws Exception {
        output.kafkaOptions(kafka, name, options.maxRecordBytes())
                .ifPresent(
                        k ->
                                k.validate(
                                        run.checkpointInterval,
                                        run.checkpointTimeout,
                                        images.longestPreparation()));
        if (run.isFresh()) {
            output.requireEmpty(); // before anything is given up
            if (input.topic() != null) {
                new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties())
                        .forget(name.group());
            }
        }
        JobIdentity before = state == null ? null : state.identity();
        ResumePoint resume = ResumePoint.find(run, state, identity);
        if (!resume.isResuming()) {
            output.requireEmpty();
        }
        KafkaImageSource.Start start =
                resume.start(
                        input.start(),
                        run.isFresh(),
                        output.isExactlyOnceToKafka(),
                        facts != null && facts.groupHasOffsets(),
                        before);
        env.configure(run.configuration(input.isBounded(), state, resume));
        if (run.isParallelismSet()) {
            env.setParallelism(parallelism(env));
        }
        FeatureExtractionJob.define(
                env,
                options,
                input.source(kafka, name.group(), start, images.maxBytes()),
                output.sinks(kafka, name, options.maxRecordBytes(), run.checkpointInterval),
                rollout.rollouts(
                        kafka, name, output.kafkaOptions(kafka, name, options.maxRecordBytes())));
        if (state != null) {
            state.write(identity);
        }
        say(name, resume, state);
    }

    private void say(JobName name, ResumePoint resume, @Nullable JobState state) {
        PrintWriter out = spec.commandLine().getOut();
        if (resume.isResuming()) {
            out.printf("job %s goes on from %s%n", name, resume.savedState());
        } else if (state != null) {
            out.printf("job %s begins; its state is kept in %s%n", name, state.folder());
        }
        rollout.notices().forEach(out::println);
        out.flush();
    }

    private void runHere(
            StreamExecutionEnvironment env, JobName name, JobState state, JobIdentity identity)
            throws Exception {
        long started = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        LocalJob.End end;
        RunProgress progress = progress(name);
        try (progress) {
            end = LocalJob.run(env, "Beitstream extract " + name, state.savepoints(), out);
        }
        if (end == LocalJob.End.FINISHED) {
            state.write(identity.whenFinished());
            report(started);
            progress.finished().ifPresent(out::println);
        } else {
            out.println("the same command goes on from here");
        }
    }

    private FeatureExtractionOptions options(
            StreamExecutionEnvironment env, boolean local, @Nullable KafkaFacts facts, JobName name)
            throws IOException {
        ModelSpecs models = new ModelSpecs(inference.options(), images.decodeStyle());
        int processors = Runtime.getRuntime().availableProcessors();
        int decodeThreads =
                run.decodeThreads > 0
                        ? run.decodeThreads
                        : Math.max(1, processors / parallelism(env));
        return new FeatureExtractionOptions(
                rollout.tokenizer(models, name, tokenizer),
                rollout.encoders(models, name, encoders, features.selection()),
                images.prepare(input.format(), input.images(), decodeThreads).with(kafka.records()),
                InferenceSettings.of(inference.options(), inference.batchSize(), run.linger),
                reuse.getBytes(),
                output.maxRecordBytes(
                        facts == null
                                ? FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES
                                : facts.maxRecordBytes()));
    }

    private @Nullable KafkaFacts preflight(JobName name) throws Exception {
        if (input.topic() == null && output.topics().isEmpty() && rollout.topics().isEmpty()) {
            return null;
        }
        KafkaPreflight preflight =
                new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties());
        KafkaFacts facts =
                preflight.check(
                        input.topic(),
                        output.topicOptions(),
                        rollout.topics(),
                        name.group(),
                        output.transactionTimeoutIfUsed());
        preflight.requireCompacted(rollout.compactedTopic());
        return facts;
    }

    private JobIdentity identity(@Nullable KafkaFacts facts) {
        String cluster = facts == null ? "" : " of the Kafka cluster " + facts.clusterId();
        Location directory = output.directory();
        return new JobIdentity(
                input.description(cluster),
                directory == null
                        ? "topics " + String.join(", ", output.topics()) + cluster
                        : directory.toString(),
                false);
    }

    private void report(long startedNanos) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        out.printf(Locale.ROOT, "finished in %.1f s%n", seconds);
        List<String> names = encoders.isEmpty() ? List.of("") : encoders.names();
        FileCounts.lines(output.directory(), names).forEach(out::println);
    }
}
