package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.MappedWindows;
import io.beitstream.model.container.StateDictFinder.Found;
import io.beitstream.model.container.ZipDirectory.Entry;
import io.beitstream.model.pickle.PickleException;
import io.beitstream.model.pickle.StorageReference;
import io.beitstream.model.pickle.Unpickler;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} has written since 1.6, and TorchScript archives: a zip of stored entries,
 * {@code NAME/data.pkl} and {@code NAME/data/KEY}. Entries are mapped, not read; compressed ones
 * and those that overlap are refused, so nothing can grow; checksums are verified where the writer
 * left them.
 */
final class TorchZipFile {
    private static final String PICKLE = "/data.pkl";
    private static final int STORED = 0;

    private final Path path;
    private final MappedWindows windows;
    private final Map<String, Entry> entries;
    private final Map<String, ByteBuffer> mapped = new HashMap<>();
    private long mappedBytes;

    private TorchZipFile(Path path, MappedWindows windows, Map<String, Entry> entries) {
        this.path = path;
        this.windows = windows;
        this.entries = entries;
    }

    static TensorContainer read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedWindows windows = new MappedWindows(channel);
            return new TorchZipFile(path, windows, ZipDirectory.read(path, windows)).tensors();
        }
    }

    private TensorContainer tensors() throws IOException {
        String pickle = pickleName();
        String folder = pickle.substring(0, pickle.length() - PICKLE.length());
        Unpickler unpickler = new Unpickler(required(pickle));
        Object root;
        try {
            root = unpickler.read();
        } catch (PickleException e) {
            throw new CheckpointException(path, String.valueOf(e.getMessage()));
        }
        Found found = StateDictFinder.find(path, root);
        Map<String, HostTensor> tensors =
                StorageViews.tensors(path, found.tensors(), storage -> bytesOf(folder, storage));
        return new TensorContainer(tensors, "torch zip file, state dict " + found.wrapper());
    }

    private String pickleName() {
        for (String name : entries.keySet()) {
            if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
                return name;
            }
        }
        throw new CheckpointException(path, "a zip file, but not one of torch: it has no data.pkl");
    }

    private @Nullable ByteBuffer bytesOf(String folder, StorageReference storage)
            throws IOException {
        String name = folder + "/data/" + storage.key();
        return entries.containsKey(name) ? required(name) : null;
    }

    private ByteBuffer required(String name) throws IOException {
        ByteBuffer known = mapped.get(name);
        if (known == null) {
            Entry entry = entries.get(name);
            if (entry == null) {
                throw new CheckpointException(path, "it has no " + name);
            }
            known = map(entry);
            mapped.put(name, known);
        }
        return known.duplicate();
    }

    private ByteBuffer map(Entry entry) throws IOException {
        long size = entry.size();
        if (entry.method() != STORED || entry.compressedSize() != size) {
            throw new CheckpointException(
                    path,
                    entry.name()
                            + " is compressed, which torch never does: save it again with torch");
        }
        long offset = ZipDirectory.dataOffset(path, windows, entry);
        if (size < 0 || offset < 0 || offset > windows.size() - size) {
            throw new CheckpointException(
                    path, entry.name() + " lies outside the file, which may be cut short");
        }
        if (size > Integer.MAX_VALUE) {
            throw new CheckpointException(path, entry.name() + " is larger than 2 GiB");
        }
        mappedBytes += size;
        if (mappedBytes > windows.size()) {
            throw new CheckpointException(path, entry.name() + " overlaps other entries");
        }
        ByteBuffer bytes = windows.get(offset, size);
        if (entry.crc() != 0 && entry.crc() != crcOf(bytes)) { // 0: written without
            throw new CheckpointException(
                    path, entry.name() + " is damaged: its checksum is wrong");
        }
        return bytes;
    }

    private static long crcOf(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }
}
