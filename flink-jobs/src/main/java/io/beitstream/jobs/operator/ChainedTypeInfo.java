package io.beitstream.jobs.operator;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The type of immutable values that never leave the chain of operators they are in: handed on by
 * reference, written nowhere, part of no checkpoint.
 */
public final class ChainedTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<? super T> type;

    private ChainedTypeInfo(Class<? super T> type) {
        this.type = type;
    }

    /** The type of a class of values; of any arguments, if it is generic. */
    public static <T> ChainedTypeInfo<T> inChain(Class<? super T> type) {
        return new ChainedTypeInfo<>(type);
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
    @SuppressWarnings("unchecked") // the class of a generic value is that of its raw type
    public Class<T> getTypeClass() {
        return (Class<T>) type;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new ChainedSerializer<>(type.getSimpleName());
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainedTypeInfo<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ChainedTypeInfo;
    }
}
