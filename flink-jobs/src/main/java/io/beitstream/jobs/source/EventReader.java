package io.beitstream.jobs.source;

import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.outcome.StageException;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Understands source records. */
public final class EventReader {
    private final InputFormat format;
    private final SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);

    public EventReader(InputFormat format) {
        this.format = format;
    }

    /**
     * The image that a record is about.
     *
     * @throws StageException if it cannot be told
     */
    public ImageReference read(SourceRecord record) throws StageException {
        if (record.value().length == 0) {
            throw new StageException("malformed-event", "the record has no value");
        }
        return format == InputFormat.IMAGE ? readImage(record) : readEvent(record);
    }

    private static ImageReference readImage(SourceRecord record) {
        byte[] key = record.key();
        String id =
                key == null || key.length == 0
                        ? record.position()
                        : new String(key, StandardCharsets.UTF_8);
        ImageContext context = new ImageContext(record, id, null, Map.of());
        return new ImageReference(context, record.value(), null);
    }

    private ImageReference readEvent(SourceRecord record) throws StageException {
        ImageEvent event;
        try {
            event = codec.decode(record.value());
        } catch (MalformedRecordException e) {
            throw new StageException("malformed-event", "the record is " + e.getMessage());
        }
        ByteBuffer inline = event.getBytes();
        String uri = event.getUri();
        if (event.getId().isEmpty()) {
            throw new StageException("malformed-event", "the event's id is empty");
        }
        if ((inline == null) == (uri == null)) {
            throw new StageException(
                    "malformed-event",
                    "event %s must hold either bytes or a uri, and holds %s"
                            .formatted(event.getId(), inline == null ? "neither" : "both"));
        }
        Instant eventTime = event.getEventTime();
        ImageContext context =
                new ImageContext(
                        record,
                        event.getId(),
                        eventTime == null ? null : eventTime.toEpochMilli(),
                        event.getAttributes());
        return new ImageReference(context, inline == null ? null : bytesOf(inline), uri);
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
