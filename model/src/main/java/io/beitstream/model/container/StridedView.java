package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.pickle.TensorReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * A view of a storage by shape and strides, in elements, which has been found to lie within what
 * the storage claims to hold.
 */
record StridedView(long[] shape, long[] strides, long offset, long elements) {
    private static final int MAX_DIMENSIONS = 8;

    /**
     * The view that a pickle describes.
     *
     * @throws CheckpointException if it reaches beyond the storage, or makes no sense
     */
    static StridedView of(Path file, String name, TensorReference reference) {
        List<Long> shape = reference.shape();
        List<Long> strides = reference.strides();
        if (shape.size() != strides.size()
                || shape.size() > MAX_DIMENSIONS
                || reference.offset() < 0) {
            throw new CheckpointException(file, "tensor " + name + " has a malformed shape");
        }
        long elements = 1;
        long last = reference.offset();
        try {
            for (int i = 0; i < shape.size(); i++) {
                if (shape.get(i) < 0 || strides.get(i) < 0) {
                    throw new CheckpointException(
                            file, "tensor " + name + " has a negative extent or stride");
                }
                elements = Math.multiplyExact(elements, shape.get(i));
                last =
                        Math.addExact(
                                last,
                                Math.multiplyExact(Math.max(0, shape.get(i) - 1), strides.get(i)));
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, "tensor " + name + " has an absurd size");
        }
        long stored = reference.storage().elements();
        if (elements > stored || (elements > 0 && last >= stored)) {
            throw new CheckpointException(
                    file,
                    "tensor %s reaches beyond its storage of %d elements".formatted(name, stored));
        }
        return new StridedView(longs(shape), longs(strides), reference.offset(), elements);
    }

    /** Whether the elements lie one after the other. */
    boolean isContiguous() {
        long expected = 1;
        for (int i = shape.length - 1; elements > 0 && i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    /** The elements in row-major order: a window of the storage, or else a copy. */
    ByteBuffer bytes(ByteBuffer storage, int size) {
        if (isContiguous()) {
            int from = Math.toIntExact(elements == 0 ? 0 : offset * size);
            return storage.slice(from, Math.toIntExact(elements * size));
        }
        ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(elements * size))
                        .order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[shape.length];
        byte[] element = new byte[size];
        long at = offset;
        for (long i = 0; i < elements; i++) {
            storage.get((int) (at * size), element);
            out.put(element);
            for (int d = shape.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                at -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return out.flip();
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
