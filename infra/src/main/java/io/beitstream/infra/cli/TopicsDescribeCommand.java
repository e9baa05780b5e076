package io.beitstream.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code topics describe}: what the topics are like. */
@Command(
        name = "describe",
        description =
                "Tells of each topic whether it is there, and what it differs in from what 'create' would make.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TopicsDescribeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TopicsMixin topics;

    @Override
    public Integer call() throws Exception {
        topics.creation().describe().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
