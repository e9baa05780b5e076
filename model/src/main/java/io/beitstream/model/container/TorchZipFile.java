package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.container.StateDictFinder.Found;
import io.beitstream.model.pickle.PickleException;
import io.beitstream.model.pickle.StorageReference;
import io.beitstream.model.pickle.Unpickler;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} has written since 1.6, and TorchScript archives: a zip of stored entries,
 * {@code NAME/data.pkl} and {@code NAME/data/KEY}. Entries are mapped, not read; compressed ones
 * are refused, so nothing can grow; checksums are verified where the writer left them.
 */
final class TorchZipFile {
    private static final String PICKLE = "/data.pkl";

    private final Path path;
    private final FileChannel channel;
    private final Map<String, ZipArchiveEntry> entries = new HashMap<>();
    private final Map<String, ByteBuffer> mapped = new HashMap<>();

    private TorchZipFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static TensorContainer read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                ZipFile zip = ZipFile.builder().setPath(path).get()) {
            TorchZipFile file = new TorchZipFile(path, channel);
            Enumeration<ZipArchiveEntry> all = zip.getEntries();
            while (all.hasMoreElements()) {
                ZipArchiveEntry entry = all.nextElement();
                file.entries.put(entry.getName(), entry);
            }
            return file.tensors();
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
            ZipArchiveEntry entry = entries.get(name);
            if (entry == null) {
                throw new CheckpointException(path, "it has no " + name);
            }
            known = map(entry);
            mapped.put(name, known);
        }
        return known.duplicate();
    }

    private ByteBuffer map(ZipArchiveEntry entry) throws IOException {
        long size = entry.getSize();
        long offset = entry.getDataOffset();
        if (entry.getMethod() != ZipMethod.STORED.getCode() || entry.getCompressedSize() != size) {
            throw new CheckpointException(
                    path,
                    entry.getName()
                            + " is compressed, which torch never does: save it again with torch");
        }
        if (size < 0 || offset < 0 || offset > channel.size() - size) {
            throw new CheckpointException(
                    path, entry.getName() + " lies outside the file, which may be cut short");
        }
        if (size > Integer.MAX_VALUE) {
            throw new CheckpointException(path, entry.getName() + " is larger than 2 GiB");
        }
        ByteBuffer bytes = channel.map(MapMode.READ_ONLY, offset, size);
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        if (entry.getCrc() != 0
                && entry.getCrc() != crc.getValue()) { // 0: written without checksums
            throw new CheckpointException(
                    path, entry.getName() + " is damaged: its checksum is wrong");
        }
        return bytes;
    }
}
