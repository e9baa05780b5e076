package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.jobs.rollout.topic.ControlTopic;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import io.beitstream.schemas.RolloutState;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rollout promote}: a new model takes over. */
@Command(
        name = "promote",
        description = "Lets the model that is loaded, or another, take over at a barrier.",
        mixinStandardHelpOptions = true)
final class RolloutPromoteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RolloutTargetMixin target;
    @Mixin private RolloutModelMixin model;
    @Mixin private RolloutWaitMixin waiting;

    @Override
    public Integer call() throws Exception {
        ControlTopic topic = target.topic();
        RolloutState network = target.state(topic.read());
        waiting.ask(
                topic,
                RolloutRequest.of(network, RolloutAction.PROMOTE, candidate(network, model)),
                EnumSet.of(RolloutPhase.SERVING),
                spec.commandLine().getOut());
        return 0;
    }

    /** The model that is named, or else the job's candidate. */
    static ModelChoice candidate(RolloutState network, RolloutModelMixin model) throws IOException {
        ModelChoice candidate = RolloutRecords.choice(network.getCandidate());
        if (model.isNamed()) {
            return model.choice(network.getKind());
        }
        if (candidate == null) {
            throw new IllegalArgumentException(
                    "no model is loaded beside the one that serves: name a --model");
        }
        return candidate;
    }
}
