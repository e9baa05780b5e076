package io.beitstream.infra.cli;

import io.beitstream.infra.embedded.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a job runs. */
final class RunGroup {
    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description =
                    "subtasks of each stage (default: the processors, or the cluster's setting)")
    private @Nullable Integer parallelism;

    @Option(
            names = "--decode-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "decoding at once in one subtask (default: processors over parallelism)")
    int decodeThreads;

    @Option(
            names = "--linger",
            paramLabel = "DURATION",
            defaultValue = "20ms",
            description =
                    "how long an image waits for a full batch at most (default: ${DEFAULT-VALUE})")
    Duration linger = Duration.ofMillis(20);

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description =
                    "also how late exactly-once records and files appear (default: ${DEFAULT-VALUE})")
    Duration checkpointInterval = Duration.ofSeconds(10);

    @Option(
            names = "--checkpoint-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "(default: ${DEFAULT-VALUE})")
    Duration checkpointTimeout = Duration.ofMinutes(5);

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "URI",
            description =
                    "where checkpoints are kept, and stay after the job (default: temporary, or the cluster's setting)")
    private @Nullable String checkpointDirectory;

    @Option(
            names = "--resume-from",
            paramLabel = "URI",
            description = "a checkpoint or savepoint to go on from")
    private @Nullable String resumeFrom;

    boolean isResuming() {
        return resumeFrom != null;
    }

    void apply(StreamExecutionEnvironment env, boolean bounded) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpointTimeout);
        String directory = checkpointDirectory;
        if (directory != null) {
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        } else if (env instanceof LocalStreamEnvironment) {
            directory = temporaryDirectory();
        }
        if (directory != null) {
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(directory));
        }
        if (resumeFrom != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(resumeFrom));
        }
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        if (bounded) {
            // A folder that cannot be finished should say so in the end; a stream waits for its
            // broker.
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5);
        }
        env.configure(configuration);
        if (parallelism != null) {
            if (parallelism < 1) {
                throw new IllegalArgumentException("--parallelism must be at least 1");
            }
            env.setParallelism(parallelism);
        }
    }

    /**
     * In-memory checkpoints could not hold the pixels in flight; this place lasts as long as the
     * JVM.
     */
    private static String temporaryDirectory() {
        TemporaryDirectory temporary = new TemporaryDirectory("beitstream-checkpoints");
        Runtime.getRuntime().addShutdownHook(new Thread(temporary::close));
        return temporary.path().toUri().toString();
    }

    private static String uri(String location) {
        return location.contains(":")
                ? location
                : Path.of(location).toAbsolutePath().toUri().toString();
    }
}
