package io.beitstream.jobs.pipeline.event;

import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads source records: which image each is about, and where its bytes are. Thread-safe. */
public final class EventReader {
    private final InputFormat format;
    private final RecordCodec<ImageEvent> codec;

    public EventReader(InputFormat format, RecordFormat records) {
        this.format = format;
        this.codec = records.reading(ImageEvent.class);
    }

    /**
     * Completes when {@link #read} does not wait for anything; exceptionally for what no record is
     * to blame for.
     */
    public CompletableFuture<Void> whenReadable(SourceRecord record) {
        byte[] value = record.value();
        return value == null || format == InputFormat.IMAGE
                ? CompletableFuture.completedFuture(null)
                : codec.whenReadable(value);
    }

    /**
     * The image that a record is about.
     *
     * @throws StageException if it cannot be told
     */
    public ImageReference read(SourceRecord record) throws StageException {
        String why = record.whyUnreadable();
        if (why != null) {
            throw new StageException("source-unreadable", why);
        }
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new StageException("malformed-event", "the record has no value");
        }
        // Readers of files make events of what they find.
        boolean isImage = format == InputFormat.IMAGE && record.partition() >= 0;
        return isImage ? readImage(record, value) : readEvent(record, value);
    }

    /** What is known of the image that a tombstone deletes: its key is its id. */
    public static ImageContext deleted(SourceRecord tombstone) {
        return new ImageContext(tombstone, idOf(tombstone), null, Map.of());
    }

    private static String idOf(SourceRecord record) {
        byte[] key = record.key();
        return key == null || key.length == 0
                ? record.position()
                : new String(key, StandardCharsets.UTF_8);
    }

    private static ImageReference readImage(SourceRecord record, byte[] value) {
        ImageContext context = new ImageContext(record, idOf(record), null, Map.of());
        return new ImageReference(context, value, null);
    }

    private ImageReference readEvent(SourceRecord record, byte[] value) throws StageException {
        ImageEvent event;
        try {
            event = codec.decode(value);
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
