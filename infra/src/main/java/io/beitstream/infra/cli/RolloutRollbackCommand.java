package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import io.beitstream.schemas.RolloutState;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rollout rollback}: back to the model before. */
@Command(
        name = "rollback",
        description =
                "Lets the candidate go, or else lets the model that served before take over again.",
        mixinStandardHelpOptions = true)
final class RolloutRollbackCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RolloutTargetMixin target;
    @Mixin private RolloutWaitMixin waiting;

    @Override
    public Integer call() throws Exception {
        return waiting.ask(
                target,
                RolloutAction.ROLLBACK,
                RolloutRollbackCommand::before,
                EnumSet.of(RolloutPhase.SERVING),
                spec.commandLine().getOut());
    }

    private static ModelChoice before(RolloutState network) {
        ModelChoice serving = RolloutRecords.choice(network.getServing());
        ModelChoice previous = RolloutRecords.choice(network.getPrevious());
        ModelChoice wanted = network.getCandidate() == null ? previous : serving;
        if (wanted == null) {
            throw new IllegalArgumentException(
                    "no model has served before %s, and none is to come"
                            .formatted(network.getServing().getModelId()));
        }
        return wanted;
    }
}
