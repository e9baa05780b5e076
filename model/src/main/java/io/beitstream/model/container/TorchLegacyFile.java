package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.MappedWindows;
import io.beitstream.model.container.StateDictFinder.Found;
import io.beitstream.model.pickle.PickleException;
import io.beitstream.model.pickle.StorageReference;
import io.beitstream.model.pickle.Unpickler;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote before 1.6: five pickles (magic number, version, system, object,
 * storage keys), then for each key its number of elements and its bytes.
 */
final class TorchLegacyFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long MAX_PICKLES = 256L << 20;

    private TorchLegacyFile() {}

    static TensorContainer read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedWindows windows = new MappedWindows(channel);
            ByteBuffer head = windows.get(0, Math.min(windows.size(), MAX_PICKLES));
            Unpickler unpickler = new Unpickler(head);
            if (!MAGIC.equals(unpickler.read())) {
                throw new CheckpointException(path, "a pickle, but not one that torch.save wrote");
            }
            unpickler.read(); // protocol version
            unpickler.read(); // byte order and sizes of the writing machine
            Object root = unpickler.read();
            Object keys = unpickler.read();
            if (!(keys instanceof List<?> order)) {
                throw new CheckpointException(path, "its list of storages is malformed");
            }
            Map<String, ByteBuffer> storages =
                    storages(path, windows, head.position(), order, unpickler.storages());
            Found found = StateDictFinder.find(path, root);
            Map<String, HostTensor> tensors =
                    StorageViews.tensors(
                            path,
                            found.tensors(),
                            reference -> duplicate(storages.get(reference.key())));
            return new TensorContainer(tensors, "torch legacy file, state dict " + found.wrapper());
        } catch (PickleException e) {
            throw new CheckpointException(path, String.valueOf(e.getMessage()));
        }
    }

    private static @org.jspecify.annotations.Nullable ByteBuffer duplicate(
            @org.jspecify.annotations.Nullable ByteBuffer bytes) {
        return bytes == null ? null : bytes.duplicate();
    }

    private static Map<String, ByteBuffer> storages(
            Path path,
            MappedWindows windows,
            long start,
            List<?> order,
            Map<String, StorageReference> known)
            throws IOException {
        Map<String, ByteBuffer> storages = new HashMap<>();
        long position = start;
        for (Object listed : order) {
            if (!(listed instanceof String key)) {
                throw new CheckpointException(path, "its list of storages is malformed");
            }
            StorageReference reference = known.get(key);
            if (reference == null || storages.containsKey(key)) {
                throw new CheckpointException(
                        path,
                        "it stores %s, %s"
                                .formatted(
                                        key,
                                        reference == null
                                                ? "which nothing refers to"
                                                : "and stores it again"));
            }
            if (position > windows.size() - 8) {
                throw new CheckpointException(path, "it is cut short before storage " + key);
            }
            ByteBuffer count = windows.get(position, 8).order(ByteOrder.LITTLE_ENDIAN);
            long elements = count.getLong();
            long room = windows.size() - position - 8;
            int width = width(reference);
            if (elements < 0 || elements > room / width || elements * width > Integer.MAX_VALUE) {
                throw new CheckpointException(
                        path,
                        "storage %s claims %d elements, which the file does not hold"
                                .formatted(key, elements));
            }
            storages.put(key, windows.get(position + 8, elements * width));
            position += 8 + elements * width;
        }
        return storages;
    }

    private static int width(StorageReference reference) {
        for (DType type : DType.values()) {
            if (type.torchStorage().equals(reference.type())) {
                return type.bytes();
            }
        }
        return reference.type().equals("ShortStorage") ? 2 : 1; // otherwise CharStorage
    }
}
