package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import java.io.IOException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code reembed}: fills the topic of a new model with what has been there before, in a job of its
 * own with a group of its own, while another job serves. It is an extraction from the beginning of
 * the topic, or of files, that ends at what is there when it starts.
 */
@Command(
        name = "reembed",
        description =
                "Fills topics for a new model from the beginning of the images topic or from files, while the old model serves.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReembedCommand extends ExtractCommand {
    @Spec private CommandSpec spec;

    @Option(names = "--follow", description = "go on with what comes after, until it is stopped")
    private boolean follow;

    /** The entry point of {@code flink run}. */
    public static void main(String[] arguments) {
        Beitstream.main(new ReembedCommand(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (rollout.compactedTopic() != null) {
            throw new IllegalArgumentException(
                    "reembed computes with the models that it is given: leave --control-topic to the job that serves");
        }
        if (follow && input.topic() == null) {
            throw new IllegalArgumentException("--follow needs an --input-topic");
        }
        if (!follow) {
            input.endNow();
        }
        return super.call();
    }

    /** One, unless it is told otherwise: the job that serves goes first. */
    @Override
    int parallelism(StreamExecutionEnvironment env) {
        return run.isParallelismSet() ? super.parallelism(env) : 1;
    }

    @Override
    RunProgress progress(JobName name) throws IOException {
        String topic = input.topic();
        return topic == null
                ? RunProgress.NONE
                : ReembedProgress.begin(
                        new KafkaLag(
                                kafka.bootstrapServers(),
                                kafka.clientProperties(),
                                topic,
                                name.group()),
                        follow,
                        spec.commandLine().getOut());
    }
}
