package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.pickle.StorageReference;
import io.beitstream.model.pickle.TensorReference;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns references into tensors, believing no size, offset or stride that does not fit the storage.
 * Views of one storage may overlap (tied weights do), but all together they hold at most a few
 * times what is stored, and at most what is stored is copied.
 */
final class StorageViews {
    private static final int MAX_SHARING = 4;
    private static final long ALWAYS = 1 << 20; // bytes that even the smallest file may view

    private final Path file;
    private final Storages storages;
    private final Set<String> seen = new HashSet<>();
    private long stored;
    private long viewed;
    private long copied;

    private StorageViews(Path file, Storages storages) {
        this.file = file;
        this.storages = storages;
    }

    /** The bytes of a storage; null if the file has none of this key. */
    @FunctionalInterface
    interface Storages {
        @Nullable ByteBuffer bytes(StorageReference reference) throws IOException;
    }

    /** Every tensor of a state dict, under its name and in its order. */
    static Map<String, HostTensor> tensors(
            Path file, Map<String, TensorReference> references, Storages storages)
            throws IOException {
        StorageViews views = new StorageViews(file, storages);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorReference> entry : references.entrySet()) {
            tensors.put(entry.getKey(), views.tensor(entry.getKey(), entry.getValue()));
        }
        return tensors;
    }

    private HostTensor tensor(String name, TensorReference reference) throws IOException {
        StorageReference storage = reference.storage();
        DType type = typeOf(file, name, storage.type());
        ByteBuffer bytes = storages.bytes(storage);
        if (bytes == null) {
            throw new CheckpointException(
                    file, "tensor " + name + " lies in a storage that is missing");
        }
        if (seen.add(storage.key())) {
            stored += bytes.remaining();
        }
        long capacity = bytes.remaining() / type.bytes();
        if (storage.elements() < 0 || storage.elements() > capacity) {
            throw new CheckpointException(
                    file,
                    "tensor %s claims a storage of %d elements, there are %d"
                            .formatted(name, storage.elements(), capacity));
        }
        StridedView view = StridedView.of(file, name, reference);
        viewed += view.elements() * type.bytes();
        if (!view.isContiguous()) {
            copied += view.elements() * type.bytes();
        }
        if (viewed > MAX_SHARING * stored + ALWAYS || copied > stored + ALWAYS) {
            throw new CheckpointException(
                    file,
                    "its tensors, %s among them, are views of far more than the %d bytes that are stored"
                            .formatted(name, stored));
        }
        return HostTensor.of(type, view.bytes(bytes, type.bytes()), view.shape());
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
