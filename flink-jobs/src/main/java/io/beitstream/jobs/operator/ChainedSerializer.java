package io.beitstream.jobs.operator;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The serializer of values that stay in their chain: a copy is the value itself; nothing else. */
final class ChainedSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final String name;

    ChainedSerializer(String name) {
        this.name = name;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // there is no empty instance to reuse
    public @Nullable T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T value, DataOutputView out) {
        throw leftItsChain();
    }

    @Override
    public T deserialize(DataInputView in) {
        throw leftItsChain();
    }

    @Override
    public T deserialize(T reuse, DataInputView in) {
        throw leftItsChain();
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) {
        throw leftItsChain();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        throw leftItsChain();
    }

    private IllegalStateException leftItsChain() {
        return new IllegalStateException(
                name
                        + " does not leave the chain it is in: run all operators of this job with one parallelism, chained");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainedSerializer<?> that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
