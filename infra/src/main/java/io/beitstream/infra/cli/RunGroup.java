package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.infra.state.JobState;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a run: parallelism, checkpoints, and the name and place of its state. */
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
                    "how long an image waits for a full batch at most; a tenth of it if no other comes (default: ${DEFAULT-VALUE})")
    Duration linger = InferenceSettings.DEFAULT_LINGER;

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
            names = "--name",
            paramLabel = "NAME",
            description =
                    "of the job: its state, consumer group and transactions are found by it (default: from what it reads and writes)")
    private @Nullable String name;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "URI",
            description =
                    "where jobs keep their state, each in a folder of its name; the same command goes on from there"
                            + " (default: ~/.local/state/beitstream/jobs; on a cluster, none)")
    private @Nullable String checkpointDirectory;

    @Option(names = "--fresh", description = "give up the job's saved state and begin anew")
    private boolean fresh;

    @Option(
            names = "--resume-from",
            paramLabel = "URI",
            description = "another checkpoint or savepoint to go on from; it stays as it is")
    private @Nullable String resumeFrom;

    JobName name(JobName byDefault) {
        return name == null ? byDefault : new JobName(name);
    }

    boolean isFresh() {
        return fresh;
    }

    @Nullable String resumeFrom() {
        return resumeFrom == null ? null : uri(resumeFrom);
    }

    /** Where the job's state is kept; null on a cluster that was not told. */
    @Nullable JobState state(JobName job, boolean local) {
        if (checkpointDirectory != null) {
            return JobState.in(uri(checkpointDirectory), job);
        }
        return local ? JobState.in(JobState.userDirectory().toUri().toString(), job) : null;
    }

    /** How many subtasks, on a machine of this many processors. */
    int parallelism(int processors) {
        int count = parallelism == null ? processors : parallelism;
        if (count < 1) {
            throw new IllegalArgumentException("--parallelism must be at least 1");
        }
        return count;
    }

    boolean isParallelismSet() {
        return parallelism != null;
    }

    /** How a job is checkpointed and restarted, and what it goes on from. */
    Configuration configuration(boolean bounded, @Nullable JobState state, ResumePoint resume) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpointTimeout);
        // Where draining takes long, images are worked on between two barriers too.
        configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointInterval);
        // A barrier that waits for a store that is down is no reason to start over.
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        if (state != null) {
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, state.checkpoints());
            configuration.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, state.savepoints());
        }
        resume.applyTo(configuration);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        if (bounded) {
            // A folder that cannot be finished should say so in the end; a stream waits for its
            // broker.
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5);
        }
        return configuration;
    }

    private static String uri(String location) {
        return location.contains(":")
                ? location
                : Path.of(location).toAbsolutePath().toUri().toString();
    }
}
