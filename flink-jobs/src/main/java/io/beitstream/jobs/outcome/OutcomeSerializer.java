package io.beitstream.jobs.outcome;

import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes outcomes of one kind of payload. */
public final class OutcomeSerializer<T> extends ImmutableSerializer<Outcome<T>> {
    private static final long serialVersionUID = 1L;

    private final Payload payload;

    public OutcomeSerializer(Payload payload) {
        this.payload = payload;
    }

    Payload payload() {
        return payload;
    }

    @Override
    public void serialize(Outcome<T> outcome, DataOutputView out) throws IOException {
        writeContext(outcome.context(), out);
        if (outcome instanceof Success<T> success) {
            out.writeBoolean(true);
            payload.write(success.value(), out);
        } else if (outcome instanceof Failure<T> failure) {
            out.writeBoolean(false);
            Wire.writeString(out, failure.stage().name());
            Wire.writeString(out, failure.errorClass());
            Wire.writeString(out, failure.message());
            out.writeInt(failure.attempts());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the payload says what it reads
    public Outcome<T> deserialize(DataInputView in) throws IOException {
        ImageContext context = readContext(in);
        if (in.readBoolean()) {
            return new Success<>(context, (T) payload.read(in));
        }
        return new Failure<>(
                context,
                Stage.valueOf(Wire.readRequiredString(in)),
                Wire.readRequiredString(in),
                Wire.readRequiredString(in),
                in.readInt());
    }

    private static void writeContext(ImageContext context, DataOutputView out) throws IOException {
        SourceRecordSerializer.INSTANCE.serialize(context.source(), out);
        Wire.writeString(out, context.imageId());
        Long eventTime = context.eventTime();
        out.writeBoolean(eventTime != null);
        if (eventTime != null) {
            out.writeLong(eventTime);
        }
        out.writeInt(context.attributes().size());
        for (Map.Entry<String, String> attribute : context.attributes().entrySet()) {
            Wire.writeString(out, attribute.getKey());
            Wire.writeString(out, attribute.getValue());
        }
    }

    private static ImageContext readContext(DataInputView in) throws IOException {
        SourceRecord source = SourceRecordSerializer.INSTANCE.deserialize(in);
        String imageId = Wire.readString(in);
        Long eventTime = in.readBoolean() ? in.readLong() : null;
        int size = in.readInt();
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < size; i++) {
            attributes.put(Wire.readRequiredString(in), Wire.readRequiredString(in));
        }
        return new ImageContext(source, imageId, eventTime, attributes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutcomeSerializer<?> that && payload == that.payload;
    }

    @Override
    public int hashCode() {
        return payload.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Outcome<T>> snapshotConfiguration() {
        return new OutcomeSerializerSnapshot<>(payload);
    }
}
