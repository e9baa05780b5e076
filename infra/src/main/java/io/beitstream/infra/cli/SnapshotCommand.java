package io.beitstream.infra.cli;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.snapshot.SnapshotJob;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code snapshot}: a topic as training data. */
@Command(
        name = "snapshot",
        description =
                "Writes a Kafka topic of images, up to its current end, into tar shards for training.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SnapshotCommand implements Callable<Integer> {
    /** Size at which a new shard is begun, unless another is asked for. */
    static final long SHARD_BYTES = 256L << 20;

    private static final int MAX_DEAD_LETTER_BYTES = 64 << 20;

    /** Never committed to: a snapshot reads all there is, and leaves jobs' positions alone. */
    private static final String GROUP = "beitstream-snapshot";

    @Spec private CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "Input%n")
    private InputGroup input = new InputGroup();

    @Mixin private KafkaMixin kafka;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "a folder for the shards; it must be empty or new")
    private Path out;

    @Option(
            names = "--shard-bytes",
            paramLabel = "N",
            defaultValue = "268435456",
            description = "size at which a new shard is begun (default: ${DEFAULT-VALUE})")
    private long shardBytes;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new SnapshotCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        input.validate();
        if (Files.isDirectory(out)) {
            try (Stream<Path> entries = Files.list(out)) {
                if (entries.findAny().isPresent()) {
                    throw new IllegalArgumentException(
                            out
                                    + " is not empty: choose another --out, so that snapshots do not mix");
                }
            }
        }
        String topic = input.topic();
        if (topic != null) {
            new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties())
                    .check(topic, Map.of(), Map.of(), GROUP, null);
        }
        PrintWriter writer = spec.commandLine().getOut();
        kafka.prepare(input.records(), writer::println);
        write(input, kafka, out, shardBytes);
        writer.printf("%d images and %d dead letters in %s%n", images(out), deadLetters(out), out);
        return 0;
    }

    /** Runs the job, in this JVM unless Flink's client started it. */
    static void write(InputGroup input, KafkaMixin kafka, Path out, long shardBytes)
            throws Exception {
        StreamExecutionEnvironment cluster = StreamExecutionEnvironment.getExecutionEnvironment();
        if (cluster instanceof LocalStreamEnvironment) {
            int slots = cluster.getParallelism();
            try (EmbeddedFlink flink = EmbeddedFlink.start(slots, new Configuration())) {
                StreamExecutionEnvironment env = flink.environment();
                env.setParallelism(slots);
                execute(env, input, kafka, out, shardBytes);
            }
        } else {
            execute(cluster, input, kafka, out, shardBytes);
        }
    }

    private static void execute(
            StreamExecutionEnvironment env,
            InputGroup input,
            KafkaMixin kafka,
            Path out,
            long shardBytes)
            throws Exception {
        Location images = input.images();
        PrepareOptions prepare = PrepareOptions.DEFAULTS.with(input.format()).with(kafka.records());
        if (images != null) {
            prepare = prepare.with(prepare.fetch().withAccess(ImageGroup.accessTo(images)));
        }
        SnapshotJob.define(
                env,
                new SnapshotJob.Options(
                        prepare,
                        new org.apache.flink.core.fs.Path(out.toAbsolutePath().toUri()),
                        shardBytes,
                        MAX_DEAD_LETTER_BYTES),
                input.boundedSource(kafka, GROUP, prepare.fetch().limits().maxBytes()));
        env.execute("Beitstream snapshot");
    }

    static int images(Path directory) throws IOException {
        try (ImageDataset dataset = DatasetIndexer.index(directory)) {
            return dataset.size();
        } catch (IllegalArgumentException e) {
            return 0; // nothing but dead letters
        }
    }

    static long deadLetters(Path directory) throws IOException {
        return FileCounts.of(Location.of(directory), List.of()).getOrDefault("dead-letters", 0L);
    }
}
