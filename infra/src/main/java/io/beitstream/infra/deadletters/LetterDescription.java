package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.Provenance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;

/** All that a letter says, in words, a line each. */
public final class LetterDescription {
    private final List<String> lines = new ArrayList<>();

    private LetterDescription() {}

    /**
     * Describes a letter.
     *
     * @param event as far as it is at hand
     */
    public static List<String> of(
            StoredLetter stored, String position, Optional<EventContent> event) {
        LetterDescription description = new LetterDescription();
        description.failure(stored, position);
        description.origin(stored.letter());
        stored.headers().forEach(description::header);
        description.event(stored.letter(), event);
        return description.lines;
    }

    private void failure(StoredLetter stored, String position) {
        DeadLetter letter = stored.letter();
        String id = letter.getImageId();
        line("image", id == null ? "unknown: the event could not be read" : id);
        line("letter", position + ", key " + stored.key().text());
        line(
                "failed",
                "at " + letter.getStage() + ", " + letter.getProvenance().getProcessedTime());
        line("cause", letter.getErrorClass());
        line("message", letter.getMessage());
        line("tries", "%d at this stage".formatted(letter.getAttempts()));
        line("replayed", times(stored.replays()));
        line(
                "models",
                letter.getModelIds().isEmpty() ? "none" : String.join(", ", letter.getModelIds()));
    }

    private void origin(DeadLetter letter) {
        Provenance from = letter.getProvenance();
        ByteBuffer key = letter.getOriginalKey();
        String place =
                from.getPartition() < 0
                        ? "%s, entry %d".formatted(from.getTopic(), from.getOffset())
                        : "%s-%d@%d"
                                .formatted(from.getTopic(), from.getPartition(), from.getOffset());
        line("came from", place + ", of " + from.getIngestTime());
        line("its key", LetterKey.text(key == null ? null : Bytes.of(key)));
    }

    private void header(Header header) {
        line("header", header.key() + " = " + LetterKey.text(header.value()));
    }

    private void event(DeadLetter letter, Optional<EventContent> content) {
        String omitted = letter.getOriginalEventOmitted() ? ", not in the letter" : "";
        if (content.isEmpty()) {
            line("event", "not to be had any more where it lay" + omitted);
            return;
        }
        ImageEvent event = content.get().image();
        line(
                "event",
                "%,d bytes, %s%s"
                        .formatted(
                                content.get().bytes().length,
                                event == null ? "no image event" : "an image event",
                                omitted));
        if (event != null) {
            ByteBuffer inline = event.getBytes();
            line("  id", event.getId());
            line(
                    "  image",
                    inline == null ? "by URI" : "%,d bytes inline".formatted(inline.remaining()));
            optional("  uri", event.getUri());
            optional("  type", event.getContentType());
            new TreeMap<>(event.getAttributes())
                    .forEach((name, value) -> line("  attribute", name + " = " + value));
        }
    }

    private void optional(String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            line(name, value);
        }
    }

    private void line(String name, String value) {
        lines.add("%-12s %s".formatted(name, TextTable.visible(value)));
    }

    private static String times(int replays) {
        return switch (replays) {
            case 0 -> "never";
            case 1 -> "once";
            default -> replays + " times";
        };
    }
}
