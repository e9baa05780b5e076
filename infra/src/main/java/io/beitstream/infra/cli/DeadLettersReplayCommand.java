package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.AvroFileOutlet;
import io.beitstream.infra.deadletters.LetterFacts;
import io.beitstream.infra.deadletters.LetterIndex;
import io.beitstream.infra.deadletters.LetterStore;
import io.beitstream.infra.deadletters.Originals;
import io.beitstream.infra.deadletters.Pacer;
import io.beitstream.infra.deadletters.Replay;
import io.beitstream.infra.deadletters.ReplayOptions;
import io.beitstream.infra.deadletters.ReplayOutlet;
import io.beitstream.infra.deadletters.ReplayReport;
import io.beitstream.infra.deadletters.TransactionalOutlet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead-letters replay}: events back to where they came from. */
@Command(
        name = "replay",
        description = {
            "Publishes the events of dead letters again, each together with the tombstone of its letter:",
            "however it ends, an event is either back or still a dead letter. Letters in files stay;",
            "replaying them to a topic twice publishes them twice."
        },
        mixinStandardHelpOptions = true)
final class DeadLettersReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private LetterStoreMixin letters;
    @Mixin private LetterFilterMixin filter;

    @Option(
            names = "--to",
            paramLabel = "TOPIC",
            description = "publish there, not where the events came from")
    private @Nullable String to;

    @Option(
            names = "--to-file",
            paramLabel = "FILE",
            description =
                    "write the image events to an Avro file that extract --images takes; needs --from")
    private @Nullable Path toFile;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "skip events that were replayed N times already (default: ${DEFAULT-VALUE})")
    private int maxAttempts;

    @Option(names = "--limit", paramLabel = "N", description = "replay N events at most")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--rate", paramLabel = "N", description = "events a second")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--dry-run", description = "say what would be done, and do nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        validate();
        if (to != null) {
            letters.requireTopics(Set.of(to), "--input-topic");
        }
        // The outlet comes first: it ends another replay, whose tombstones the index must see.
        try (LetterStore store = letters.open();
                Originals originals = letters.originals();
                ReplayOutlet outlet = outlet()) {
            LetterIndex index = store.index(filter.filter());
            List<LetterFacts> open = index.open();
            LetterNotes.print(index, open, spec.commandLine().getErr());
            if (open.isEmpty()) {
                print(List.of("nothing to replay: no such dead letters in " + letters.place()));
                return 0;
            }
            requireTopics(open);
            ReplayOptions options = ReplayOptions.of(to, toFile != null, maxAttempts, limit);
            ReplayReport report =
                    new Replay(store, originals, outlet, options, Pacer.perSecond(rate)).run(index);
            if (outlet instanceof AvroFileOutlet file && report.replayed() > 0) {
                file.complete();
            }
            print(report.notes(outlet.refusal()));
            print(List.of((dryRun ? "dry run: " : "") + report.line()));
            return 0;
        }
    }

    private void validate() {
        if (toFile != null && (to != null || letters.topic() != null)) {
            throw new IllegalArgumentException("--to-file goes with --from, and without --to");
        }
        if (toFile == null && to == null && letters.topic() == null) {
            throw new IllegalArgumentException(
                    "letters in files are replayed with --to-file FILE or --to TOPIC");
        }
        if (to != null && to.equals(letters.topic())) {
            throw new IllegalArgumentException("--to names the topic of the dead letters");
        }
        if (limit < 1 || maxAttempts < 1 || !(rate > 0)) {
            throw new IllegalArgumentException(
                    "--limit, --max-attempts and --rate must be greater than 0");
        }
    }

    private ReplayOutlet outlet() throws IOException {
        if (dryRun) {
            return ReplayOutlet.dry();
        }
        return toFile != null
                ? new AvroFileOutlet(toFile, letters.events())
                : TransactionalOutlet.open(letters.clients(), letters.topic());
    }

    private void requireTopics(List<LetterFacts> open) throws IOException, InterruptedException {
        if (to == null && toFile == null) {
            letters.requireTopics(
                    open.stream()
                            .filter(letter -> !letter.fromFile())
                            .map(LetterFacts::originTopic)
                            .collect(Collectors.toSet()),
                    "--input-topic");
        }
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }
}
