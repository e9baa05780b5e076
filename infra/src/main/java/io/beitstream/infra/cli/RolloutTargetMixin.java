package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.rollout.topic.ControlContent;
import io.beitstream.jobs.rollout.topic.ControlTopic;
import io.beitstream.schemas.RolloutState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a network of a job, and the topic by which its model changes. */
final class RolloutTargetMixin {
    @Mixin private KafkaMixin kafka;

    @Option(
            names = "--control-topic",
            required = true,
            paramLabel = "TOPIC",
            description = "that the job runs with")
    private String controlTopic;

    @Option(names = "--name", paramLabel = "NAME", description = "of the job")
    private @Nullable String job;

    @Option(
            names = "--network",
            paramLabel = "tokenizer|encoder|NAME",
            description =
                    "which of the job's networks: the tokenizer, the encoder, or one of several encoders by its name"
                            + " (may be left out where there is one)")
    private @Nullable String network;

    /** The topic, which must be there. */
    ControlTopic topic() throws IOException, InterruptedException {
        new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties())
                .check(Map.of(controlTopic, "--control-topic"));
        return new ControlTopic(kafka.bootstrapServers(), kafka.clientProperties(), controlTopic);
    }

    /** What jobs say of the networks that are meant: all, unless some are named. */
    List<RolloutState> states(ControlContent content) {
        return content.states().stream()
                .filter(state -> job == null || state.getJob().equals(new JobName(job).text()))
                .filter(state -> network == null || state.getNetwork().equals(network))
                .toList();
    }

    /**
     * What a job says of the one network that is meant.
     *
     * @throws IllegalArgumentException if it is none, or not one alone
     */
    RolloutState state(ControlContent content) {
        List<RolloutState> states = states(content);
        if (states.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such network has been heard of in the topic %s%s: start its job with --control-topic %s"
                            .formatted(controlTopic, heard(content.states()), controlTopic));
        }
        if (states.size() > 1) {
            throw new IllegalArgumentException(
                    "which one%s? Name it with --name and --network".formatted(heard(states)));
        }
        return states.get(0);
    }

    private static String heard(List<RolloutState> states) {
        return states.stream()
                .map(state -> state.getJob() + " " + state.getNetwork())
                .collect(Collectors.joining(", ", " (there is: ", ")"));
    }
}
