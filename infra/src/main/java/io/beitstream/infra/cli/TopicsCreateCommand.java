package io.beitstream.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code topics create}: the topics that are missing. */
@Command(
        name = "create",
        description =
                "Creates the topics that are not there yet. Those that are stay as they are; what they differ in is said.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TopicsCreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TopicsMixin topics;

    @Override
    public Integer call() throws Exception {
        topics.creation().create().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
