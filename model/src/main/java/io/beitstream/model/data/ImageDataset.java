package io.beitstream.model.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encoded images that are addressed by index. Reading is thread-safe; shards are opened once,
 * single image files each time.
 */
public final class ImageDataset implements Closeable {
    private final List<SampleLocation> samples;
    private final Map<Path, FileChannel> shards = new ConcurrentHashMap<>();

    public ImageDataset(List<SampleLocation> samples) {
        this.samples = List.copyOf(samples);
    }

    public int size() {
        return samples.size();
    }

    /** Where a sample lies. */
    public SampleLocation location(int index) {
        return samples.get(index);
    }

    /** The locations of all samples. */
    public List<SampleLocation> locations() {
        return samples;
    }

    /**
     * The bytes of an encoded image.
     *
     * @throws IOException if the file cannot be read, or is shorter than the index says
     */
    public byte[] read(int index) throws IOException {
        SampleLocation sample = samples.get(index);
        if (sample.offset() > 0) {
            return read(shard(sample.file()), sample);
        }
        try (FileChannel file = FileChannel.open(sample.file(), StandardOpenOption.READ)) {
            return read(file, sample);
        }
    }

    private FileChannel shard(Path file) throws IOException {
        FileChannel open = shards.get(file);
        if (open == null) {
            FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
            open = shards.putIfAbsent(file, opened);
            if (open == null) {
                return opened;
            }
            opened.close();
        }
        return open;
    }

    private static byte[] read(FileChannel file, SampleLocation sample) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(sample.length());
        long position = sample.offset();
        while (bytes.hasRemaining()) {
            int count = file.read(bytes, position);
            if (count < 0) {
                throw new EOFException(sample.id() + " ends beyond its file, which has changed");
            }
            position += count;
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel shard : shards.values()) {
            shard.close();
        }
        shards.clear();
    }
}
