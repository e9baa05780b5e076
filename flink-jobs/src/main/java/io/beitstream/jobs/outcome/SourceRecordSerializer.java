package io.beitstream.jobs.outcome;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes source records. */
public final class SourceRecordSerializer extends ImmutableSerializer<SourceRecord> {
    private static final long serialVersionUID = 1L;

    public static final SourceRecordSerializer INSTANCE = new SourceRecordSerializer();

    @Override
    public void serialize(SourceRecord record, DataOutputView out) throws IOException {
        Wire.writeString(out, record.topic());
        out.writeInt(record.partition());
        out.writeLong(record.offset());
        out.writeLong(record.timestamp());
        Wire.writeBytes(out, record.key());
        Wire.writeBytes(out, record.value());
    }

    @Override
    public SourceRecord deserialize(DataInputView in) throws IOException {
        return new SourceRecord(
                Wire.readRequiredString(in),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                Wire.readBytes(in),
                Wire.readRequiredBytes(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceRecordSerializer;
    }

    @Override
    public int hashCode() {
        return SourceRecordSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Nothing to remember: there is one format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceRecord> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
