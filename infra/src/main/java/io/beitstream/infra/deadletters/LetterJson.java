package io.beitstream.infra.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.Provenance;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/** Letters as JSON objects for programs, a line each. */
public final class LetterJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LetterJson() {}

    /** Letters of one stage and cause. */
    public static String of(LetterGroup group) {
        return object().put("stage", group.stage().name())
                .put("cause", group.cause())
                .put("letters", group.count())
                .put("oldest", group.oldest().toString())
                .put("newest", group.newest().toString())
                .put("fewestReplays", group.fewestReplays())
                .put("mostReplays", group.mostReplays())
                .put("example", group.example())
                .toString();
    }

    /** What is known of a letter without reading it again. */
    public static String of(LetterFacts letter, String position) {
        return object().put("id", letter.id())
                .put("key", letter.key().text())
                .put("stage", letter.stage().name())
                .put("cause", letter.cause())
                .put("failed", letter.processed().toString())
                .put("replays", letter.replays())
                .put("topic", letter.originTopic())
                .put("partition", letter.originPartition())
                .put("position", position)
                .toString();
    }

    /**
     * A whole letter, but for the bytes of its event.
     *
     * @param event as far as it is at hand
     */
    public static String of(StoredLetter stored, String position, Optional<EventContent> event) {
        DeadLetter letter = stored.letter();
        Provenance from = letter.getProvenance();
        ByteBuffer key = letter.getOriginalKey();
        ObjectNode json = object();
        json.put("id", letter.getImageId())
                .put("key", stored.key().text())
                .put("position", position)
                .put("stage", letter.getStage().name())
                .put("cause", letter.getErrorClass())
                .put("message", letter.getMessage())
                .put("tries", letter.getAttempts())
                .put("replays", stored.replays())
                .put("failed", from.getProcessedTime().toString());
        json.putPOJO("models", letter.getModelIds());
        json.putObject("origin")
                .put("topic", from.getTopic())
                .put("partition", from.getPartition())
                .put("offset", from.getOffset())
                .put("time", from.getIngestTime().toString())
                .put("key", key == null ? null : LetterKey.text(Bytes.of(key)));
        attributes(json.putObject("attributes"), letter.getAttributes());
        ObjectNode headers = json.putObject("headers");
        for (Header header : stored.headers()) {
            headers.put(header.key(), LetterKey.text(header.value()));
        }
        json.put("eventOmitted", letter.getOriginalEventOmitted());
        event.ifPresent(content -> event(json.putObject("event"), content));
        return json.toString();
    }

    private static void event(ObjectNode json, EventContent content) {
        json.put("bytes", content.bytes().length);
        ImageEvent event = content.image();
        if (event != null) {
            ByteBuffer inline = event.getBytes();
            json.put("id", event.getId())
                    .put("uri", event.getUri())
                    .put("contentType", event.getContentType())
                    .put("inlineBytes", inline == null ? null : inline.remaining());
            attributes(json.putObject("attributes"), event.getAttributes());
        }
    }

    private static void attributes(ObjectNode json, Map<String, String> attributes) {
        attributes.forEach(json::put);
    }

    private static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
