package io.beitstream.infra.cli;

import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rollout start}: a new model is loaded beside the one that serves. */
@Command(
        name = "start",
        description = "Has a job load, check and warm a model beside the one that serves.",
        mixinStandardHelpOptions = true)
final class RolloutStartCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RolloutTargetMixin target;
    @Mixin private RolloutModelMixin model;
    @Mixin private RolloutWaitMixin waiting;

    @Override
    public Integer call() throws Exception {
        return waiting.ask(
                target,
                RolloutAction.START,
                network -> model.choice(network.getKind()),
                EnumSet.of(RolloutPhase.READY, RolloutPhase.SERVING),
                spec.commandLine().getOut());
    }
}
