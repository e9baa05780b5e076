package io.beitstream.infra.cli;

import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
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
        return waiting.ask(
                target,
                RolloutAction.PROMOTE,
                model::orCandidate,
                EnumSet.of(RolloutPhase.SERVING),
                spec.commandLine().getOut());
    }
}
