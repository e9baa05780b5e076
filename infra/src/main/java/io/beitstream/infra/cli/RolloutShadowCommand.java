package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
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

/** {@code rollout shadow}: a new model computes too. */
@Command(
        name = "shadow",
        description =
                "Has a job compute with a new encoder too, and publish its vectors apart, with their cosine to the others.",
        mixinStandardHelpOptions = true)
final class RolloutShadowCommand implements Callable<Integer> {
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
                RolloutRequest.of(network, RolloutAction.SHADOW, candidate(network)),
                EnumSet.of(RolloutPhase.SHADOWING, RolloutPhase.SERVING),
                spec.commandLine().getOut());
        return 0;
    }

    private ModelChoice candidate(RolloutState network) throws IOException {
        return RolloutPromoteCommand.candidate(network, model);
    }
}
