package io.beitstream.infra.cli;

import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
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
        return waiting.ask(
                target,
                RolloutAction.SHADOW,
                model::orCandidate,
                EnumSet.of(RolloutPhase.SHADOWING, RolloutPhase.SERVING),
                spec.commandLine().getOut());
    }
}
