package io.beitstream.infra.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rollout}: another model for a job that runs. */
@Command(
        name = "rollout",
        description = "Changes a model of a job that runs with --control-topic, and back.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RolloutStartCommand.class,
            RolloutShadowCommand.class,
            RolloutPromoteCommand.class,
            RolloutRollbackCommand.class,
            RolloutStatusCommand.class
        })
final class RolloutCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
