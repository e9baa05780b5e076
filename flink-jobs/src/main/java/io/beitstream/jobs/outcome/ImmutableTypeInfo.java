package io.beitstream.jobs.outcome;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Type information for values that one of our own serializers writes. Never a key, never taken
 * apart.
 */
public final class ImmutableTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final ImmutableSerializer<T> serializer;

    public ImmutableTypeInfo(Class<T> type, ImmutableSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    /** Type information of outcomes that carry this payload. */
    @SuppressWarnings("unchecked") // the class of Outcome<T> is that of Outcome<?>
    public static <T> TypeInformation<Outcome<T>> ofOutcome(Payload payload) {
        return new ImmutableTypeInfo<>(
                (Class<Outcome<T>>) (Class<?>) Outcome.class, new OutcomeSerializer<>(payload));
    }

    /** Type information of source records. */
    public static TypeInformation<SourceRecord> ofSourceRecord() {
        return new ImmutableTypeInfo<>(SourceRecord.class, SourceRecordSerializer.INSTANCE);
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImmutableTypeInfo<?> that
                && type.equals(that.type)
                && serializer.equals(that.serializer);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ImmutableTypeInfo;
    }
}
