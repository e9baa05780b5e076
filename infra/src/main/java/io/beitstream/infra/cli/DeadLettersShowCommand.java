package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.EventContent;
import io.beitstream.infra.deadletters.LetterDescription;
import io.beitstream.infra.deadletters.LetterFacts;
import io.beitstream.infra.deadletters.LetterFilter;
import io.beitstream.infra.deadletters.LetterIndex;
import io.beitstream.infra.deadletters.LetterJson;
import io.beitstream.infra.deadletters.LetterStore;
import io.beitstream.infra.deadletters.Originals;
import io.beitstream.infra.deadletters.Position;
import io.beitstream.infra.deadletters.StoredLetter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters show}: everything that one letter says. */
@Command(
        name = "show",
        description = "Shows one dead letter, and the event it holds.",
        mixinStandardHelpOptions = true)
final class DeadLettersShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private LetterStoreMixin letters;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "the image's id, or the letter's key")
    private @Nullable String id;

    @Option(
            names = "--position",
            paramLabel = "TOPIC-P@OFFSET",
            description = "the letter at a place, as list --letters names it")
    private @Nullable String position;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description =
                    "writes the event's inline image, or else the event itself, to a new file")
    private @Nullable Path save;

    @Override
    public Integer call() throws Exception {
        if ((id == null) == (position == null)) {
            throw new IllegalArgumentException("name either an image's id or --position");
        }
        if (save != null && Files.exists(save)) {
            throw new IllegalArgumentException(save + " is there already: choose another name");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (LetterStore store = letters.open();
                Originals originals = letters.originals()) {
            StoredLetter letter = find(store);
            Optional<EventContent> event =
                    originals
                            .of(letter)
                            .map(original -> EventContent.of(original, letters.events()));
            String name = store.name(letter.position());
            if (json) {
                out.println(LetterJson.of(letter, name, event));
            } else {
                LetterDescription.of(letter, name, event).forEach(out::println);
            }
            out.flush();
            if (save != null) {
                save(event, save, spec.commandLine().getErr());
            }
        }
        return 0;
    }

    private StoredLetter find(LetterStore store) throws IOException {
        Position place = position == null ? newest(store) : store.position(position);
        return store.read(place)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no dead letter at " + store.name(place)));
    }

    private Position newest(LetterStore store) throws IOException {
        LetterIndex index = store.index(LetterFilter.ofId(String.valueOf(id)));
        List<LetterFacts> found = index.open();
        LetterNotes.print(index, found, spec.commandLine().getErr());
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no dead letter of '%s' is open in %s".formatted(id, letters.place()));
        }
        return found.get(found.size() - 1).position();
    }

    private static void save(Optional<EventContent> event, Path file, PrintWriter err)
            throws IOException {
        if (event.isEmpty()) {
            throw new IllegalStateException(
                    "nothing is saved: the event is not to be had any more");
        }
        byte[] payload = event.get().payload();
        Files.write(file, payload);
        err.printf(
                "%s: %,d bytes of the %s%n",
                file, payload.length, event.get().holdsImage() ? "image" : "event");
        err.flush();
    }
}
