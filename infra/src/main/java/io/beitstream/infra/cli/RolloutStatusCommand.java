package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.TextTable;
import io.beitstream.schemas.RolloutState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rollout status}: which models serve, and how changes stand. */
@Command(
        name = "status",
        description = "Shows which models serve, and how changes stand, as jobs said last.",
        mixinStandardHelpOptions = true)
final class RolloutStatusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RolloutTargetMixin target;

    @Option(names = "--json", description = "a JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<RolloutState> states = target.states(target.topic().read());
        if (json) {
            states.forEach(out::println); // Avro writes them as JSON
        } else if (states.isEmpty()) {
            out.println("no job has said anything yet");
        } else {
            TextTable table = new TextTable("JOB", "NETWORK", "PHASE", "SINCE", "MODEL");
            for (RolloutState state : states) {
                table.add(
                        state.getJob(),
                        state.getNetwork(),
                        state.getPhase().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
                        state.getChangedTime(),
                        RolloutText.sentence(state));
            }
            table.lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
