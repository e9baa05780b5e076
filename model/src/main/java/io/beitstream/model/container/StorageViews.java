package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.pickle.StorageReference;
import io.beitstream.model.pickle.TensorReference;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns references into tensors, believing no size, offset or stride that does not fit the storage.
 */
final class StorageViews {
    private StorageViews() {}

    /** The bytes of a storage; null if the file has none of this key. */
    @FunctionalInterface
    interface Storages {
        @Nullable ByteBuffer bytes(StorageReference reference) throws java.io.IOException;
    }

    /** Every tensor of a state dict, under its name and in its order. */
    static Map<String, HostTensor> tensors(
            Path file, Map<String, TensorReference> references, Storages storages)
            throws java.io.IOException {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorReference> entry : references.entrySet()) {
            tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), storages));
        }
        return tensors;
    }

    private static HostTensor tensor(
            Path file, String name, TensorReference reference, Storages storages)
            throws java.io.IOException {
        StorageReference storage = reference.storage();
        DType type = typeOf(file, name, storage.type());
        ByteBuffer bytes = storages.bytes(storage);
        if (bytes == null) {
            throw new CheckpointException(
                    file, "tensor " + name + " lies in a storage that is missing");
        }
        long capacity = bytes.remaining() / type.bytes();
        if (storage.elements() < 0 || storage.elements() > capacity) {
            throw new CheckpointException(
                    file,
                    "tensor %s claims a storage of %d elements, there are %d"
                            .formatted(name, storage.elements(), capacity));
        }
        return view(file, name, reference, type, bytes, storage.elements());
    }

    private static HostTensor view(
            Path file,
            String name,
            TensorReference reference,
            DType type,
            ByteBuffer bytes,
            long stored) {
        List<Long> shape = reference.shape();
        List<Long> strides = reference.strides();
        if (shape.size() != strides.size() || shape.size() > 8 || reference.offset() < 0) {
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
        if (elements > stored || (elements > 0 && last >= stored)) {
            throw new CheckpointException(
                    file,
                    "tensor %s reaches beyond its storage of %d elements".formatted(name, stored));
        }
        long[] extents = shape.stream().mapToLong(Long::longValue).toArray();
        if (isContiguous(shape, strides) || elements == 0) {
            int from = Math.toIntExact(elements == 0 ? 0 : reference.offset() * type.bytes());
            ByteBuffer window = bytes.slice(from, Math.toIntExact(elements * type.bytes()));
            return HostTensor.of(type, window, extents);
        }
        return HostTensor.of(type, gather(reference, type, bytes, elements), extents);
    }

    private static boolean isContiguous(List<Long> shape, List<Long> strides) {
        long expected = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && strides.get(i) != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
    }

    private static ByteBuffer gather(
            TensorReference reference, DType type, ByteBuffer bytes, long elements) {
        int size = type.bytes();
        ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(elements * size))
                        .order(ByteOrder.LITTLE_ENDIAN);
        int rank = reference.shape().size();
        long[] index = new long[rank];
        byte[] element = new byte[size];
        for (long i = 0; i < elements; i++) {
            long at = reference.offset();
            for (int d = 0; d < rank; d++) {
                at += index[d] * reference.strides().get(d);
            }
            bytes.get(Math.toIntExact(at * size), element);
            out.put(element);
            for (int d = rank - 1; d >= 0 && ++index[d] == reference.shape().get(d); d--) {
                index[d] = 0;
            }
        }
        return out.flip();
    }

    private static DType typeOf(Path file, String name, String storageType) {
        for (DType type : DType.values()) {
            if (type.torchStorage().equals(storageType)) {
                return type;
            }
        }
        throw new CheckpointException(
                file,
                "tensor %s is a torch.%s, which is not supported".formatted(name, storageType));
    }
}
