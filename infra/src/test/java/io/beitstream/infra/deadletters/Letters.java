package io.beitstream.infra.deadletters;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.Stage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;

/** Dead letters of image events, as the job makes them. */
public final class Letters {
    private Letters() {}

    /** An image event with five inline bytes. */
    public static byte[] event(String id) {
        return new SingleObjectCodec<>(ImageEvent.class)
                .encode(
                        ImageEvent.newBuilder()
                                .setId(id)
                                .setBytes(ByteBuffer.wrap(utf8("image")))
                                .setAttributes(Map.of("camera", "7"))
                                .build());
    }

    /** A letter whose event came from partition 0 of topic {@code images}. */
    public static DeadLetter.Builder letter(
            String id, Stage stage, String cause, String processed) {
        return DeadLetter.newBuilder()
                .setImageId(id)
                .setOriginalKey(ByteBuffer.wrap(utf8(id)))
                .setOriginalEvent(ByteBuffer.wrap(event(id)))
                .setStage(stage)
                .setErrorClass(cause)
                .setMessage("it ends\nin the middle")
                .setAttempts(1)
                .setModelIds(List.of("tiny@1"))
                .setProvenance(
                        Provenance.newBuilder()
                                .setTopic("images")
                                .setPartition(0)
                                .setOffset(3)
                                .setIngestTime(Instant.parse("2026-11-01T09:00:00Z"))
                                .setProcessedTime(Instant.parse(processed))
                                .build())
                .setAttributes(Map.of());
    }

    /** A truncated image, found at ten o'clock. */
    public static DeadLetter.Builder truncated(String id) {
        return letter(id, Stage.DECODE, "image-truncated", "2026-11-01T10:00:00Z");
    }

    static StoredLetter stored(DeadLetter.Builder letter, long offset, Header... headers) {
        DeadLetter built = letter.build();
        return new StoredLetter(
                new Position(0, offset), LetterKey.of(built), 0, List.of(headers), built);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
