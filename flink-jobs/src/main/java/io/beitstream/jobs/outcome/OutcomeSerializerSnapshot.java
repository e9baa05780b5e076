package io.beitstream.jobs.outcome;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Remembers in a checkpoint which payload its outcomes carry. */
public final class OutcomeSerializerSnapshot<T> implements TypeSerializerSnapshot<Outcome<T>> {
    private static final int VERSION = 1;

    private @Nullable Payload payload;

    /** For Flink, which fills it by {@link #readSnapshot}. */
    public OutcomeSerializerSnapshot() {}

    OutcomeSerializerSnapshot(Payload payload) {
        this.payload = payload;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        out.writeUTF(required().name());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
        payload = Payload.valueOf(in.readUTF());
    }

    @Override
    public TypeSerializer<Outcome<T>> restoreSerializer() {
        return new OutcomeSerializer<>(required());
    }

    @Override
    public TypeSerializerSchemaCompatibility<Outcome<T>> resolveSchemaCompatibility(
            TypeSerializerSnapshot<Outcome<T>> old) {
        boolean same = old instanceof OutcomeSerializerSnapshot<T> that && payload == that.payload;
        return same
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }

    private Payload required() {
        if (payload == null) {
            throw new IllegalStateException("the snapshot has not been read");
        }
        return payload;
    }
}
