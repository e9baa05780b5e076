package io.beitstream.infra.deadletters;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An event and what it says.
 *
 * @param bytes of the event as it came
 * @param image the event read; null if it is no image event
 */
public record EventContent(byte[] bytes, @Nullable ImageEvent image) {
    /** Reads an event, if it can be read. */
    public static EventContent of(Original original, RecordCodec<ImageEvent> codec) {
        try {
            return new EventContent(original.event(), codec.decode(original.event()));
        } catch (MalformedRecordException e) {
            return new EventContent(original.event(), null);
        }
    }

    /** The image if the event holds one inline, or else the event itself. */
    public byte[] payload() {
        ByteBuffer inline = image == null ? null : image.getBytes();
        return inline == null ? bytes : Bytes.of(inline);
    }

    /** Whether the event holds its image inline. */
    public boolean holdsImage() {
        return image != null && image.getBytes() != null;
    }
}
