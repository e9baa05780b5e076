package io.beitstream.model.training.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encoded images that are addressed by index. Reading is thread-safe; shards are opened once,
 * single image files each time.
 */
public final class ImageDataset implements Closeable {
    private final SampleIndex index;
    private final Map<Path, FileChannel> shards = new ConcurrentHashMap<>();

    ImageDataset(SampleIndex index) {
        this.index = index;
    }

    public int size() {
        return index.size();
    }

    /** Where a sample lies. */
    public SampleLocation location(int sample) {
        return index.get(sample);
    }

    /** The locations of all samples, each read when it is asked for. */
    public List<SampleLocation> locations() {
        return new AbstractList<>() {
            @Override
            public SampleLocation get(int sample) {
                return index.get(sample);
            }

            @Override
            public int size() {
                return index.size();
            }
        };
    }

    /** The classes of the samples, in the order in which they were found. */
    public List<String> classes() {
        return index.classes();
    }

    /** How many samples have no class. */
    public int unlabelled() {
        return index.unlabelled();
    }

    /**
     * The bytes of an encoded image.
     *
     * @throws IOException if the file cannot be read, or is shorter than the index says
     */
    public byte[] read(int number) throws IOException {
        SampleLocation sample = index.get(number);
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

    /** Some of the samples, in this order, as a dataset of its own. */
    public ImageDataset some(int... samples) throws IOException {
        try (IndexWriter part = new IndexWriter()) {
            for (int sample : samples) {
                part.add(index.get(sample));
            }
            return new ImageDataset(part.finish());
        }
    }

    void copyIndexTo(FileChannel target) throws IOException {
        index.copyTo(target);
    }

    @Override
    public void close() throws IOException {
        index.close();
        for (FileChannel shard : shards.values()) {
            shard.close();
        }
        shards.clear();
    }
}
