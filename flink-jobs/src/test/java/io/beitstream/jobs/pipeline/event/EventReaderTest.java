package io.beitstream.jobs.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private final EventReader events =
            new EventReader(InputFormat.AVRO, RecordFormat.SINGLE_OBJECT);
    private final EventReader images =
            new EventReader(InputFormat.IMAGE, RecordFormat.SINGLE_OBJECT);

    @Test
    void anInlineEventIsUnderstood() throws Exception {
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId("a")
                        .setBytes(ByteBuffer.wrap(new byte[] {1, 2}))
                        .setEventTime(Instant.ofEpochMilli(5))
                        .setAttributes(Map.of("k", "v"))
                        .build();

        ImageReference reference = events.read(record(encode(event)));

        assertThat(reference.inline()).containsExactly(1, 2);
        assertThat(reference.uri()).isNull();
        assertThat(reference.context().imageId()).isEqualTo("a");
        assertThat(reference.context().eventTime()).isEqualTo(5);
        assertThat(reference.context().attributes()).containsEntry("k", "v");
    }

    @Test
    void anEventNeedsExactlyOneOfBytesAndUri() {
        ImageEvent.Builder event = ImageEvent.newBuilder().setId("a");
        byte[] neither = encode(event.build());
        byte[] both = encode(event.setUri("file:/x").setBytes(ByteBuffer.allocate(1)).build());

        assertMalformed(neither, "holds neither");
        assertMalformed(both, "holds both");
    }

    @Test
    void whatIsNoEventIsMalformed() {
        assertMalformed("junk".getBytes(StandardCharsets.UTF_8), "not ImageEvent");
        assertMalformed(new byte[0], "has no value");
        assertMalformed(
                encode(ImageEvent.newBuilder().setId("").setUri("file:/x").build()), "id is empty");
    }

    @Test
    void aPlainImageIsNamedByItsKeyOrItsPosition() throws Exception {
        SourceRecord keyless = new SourceRecord("t", 2, 7, 0, null, new byte[] {1});

        assertThat(images.read(record(new byte[] {1})).context().imageId()).isEqualTo("key");
        assertThat(images.read(keyless).context().imageId()).isEqualTo("t-2@7");
    }

    private void assertMalformed(byte[] value, String why) {
        assertThatThrownBy(() -> events.read(record(value)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining(why);
    }

    private static SourceRecord record(byte[] value) {
        return new SourceRecord("t", 2, 7, 0, "key".getBytes(StandardCharsets.UTF_8), value);
    }

    private static byte[] encode(ImageEvent event) {
        return new SingleObjectCodec<>(ImageEvent.class).encode(event);
    }
}
