package io.beitstream.jobs.sink;

import io.beitstream.jobs.outcome.ImmutableSerializer;
import io.beitstream.jobs.outcome.ImmutableTypeInfo;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes our Avro records inside Flink as they travel outside, so that a checkpoint reads older
 * versions too.
 */
public final class RecordSerializer<T extends SpecificRecord> extends ImmutableSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private transient @Nullable SingleObjectCodec<T> codec;

    RecordSerializer(Class<T> type) {
        this.type = type;
    }

    /** Type information of a kind of record. */
    public static <T extends SpecificRecord> TypeInformation<T> typeInfo(Class<T> type) {
        return new ImmutableTypeInfo<>(type, new RecordSerializer<>(type));
    }

    private SingleObjectCodec<T> codec() {
        SingleObjectCodec<T> current = codec;
        if (current == null) {
            current = new SingleObjectCodec<>(type);
            codec = current;
        }
        return current;
    }

    @Override
    public void serialize(T record, DataOutputView out) throws IOException {
        byte[] bytes = codec().encode(record);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public T deserialize(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        try {
            return codec().decode(bytes);
        } catch (MalformedRecordException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSerializer<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(type);
    }

    /** Remembers which record it was. */
    public static final class Snapshot<T extends SpecificRecord>
            implements TypeSerializerSnapshot<T> {
        private @Nullable Class<T> type;

        /** For Flink, which fills it by {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(Class<T> type) {
            this.type = type;
        }

        private Class<T> required() {
            if (type == null) {
                throw new IllegalStateException("the snapshot has not been read");
            }
            return type;
        }

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(required().getName());
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader loader)
                throws IOException {
            type = InstantiationUtil.resolveClassByName(in, loader);
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new RecordSerializer<>(required());
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
                TypeSerializerSnapshot<T> old) {
            boolean same = old instanceof Snapshot<T> that && required().equals(that.required());
            return same
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
