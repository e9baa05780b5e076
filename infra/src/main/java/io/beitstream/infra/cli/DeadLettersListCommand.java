package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.LetterFacts;
import io.beitstream.infra.deadletters.LetterGroup;
import io.beitstream.infra.deadletters.LetterIndex;
import io.beitstream.infra.deadletters.LetterJson;
import io.beitstream.infra.deadletters.LetterStore;
import io.beitstream.infra.deadletters.LetterTables;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead-letters list}: what is there, by stage and cause. */
@Command(
        name = "list",
        description = "Counts the dead letters that are not dealt with, by stage and cause.",
        mixinStandardHelpOptions = true)
final class DeadLettersListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private LetterStoreMixin letters;
    @Mixin private LetterFilterMixin filter;

    @Option(names = "--letters", description = "a line for each letter")
    private boolean each;

    @Option(names = "--json", description = "a JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (LetterStore store = letters.open()) {
            LetterIndex index = store.index(filter.filter());
            List<LetterFacts> open = index.open();
            if (json) {
                asJson(open, store).forEach(out::println);
            } else if (open.isEmpty()) {
                out.println("no such dead letters in " + letters.place());
            } else {
                asTable(open, store).forEach(out::println);
            }
            LetterNotes.print(index, open, spec.commandLine().getErr());
        }
        out.flush();
        return 0;
    }

    private List<String> asTable(List<LetterFacts> open, LetterStore store) {
        return each ? LetterTables.letters(open, store) : LetterTables.groups(LetterGroup.of(open));
    }

    private Stream<String> asJson(List<LetterFacts> open, LetterStore store) {
        return each
                ? open.stream().map(l -> LetterJson.of(l, store.name(l.position())))
                : LetterGroup.of(open).stream().map(LetterJson::of);
    }
}
