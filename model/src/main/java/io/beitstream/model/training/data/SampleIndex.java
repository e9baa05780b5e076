package io.beitstream.model.training.data;

import io.beitstream.model.file.Publication;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a dataset in a file, each read when it is asked for: of a million images nothing
 * is in memory but the names of their classes. Thread-safe.
 *
 * <pre>
 *   header    magic (8), samples (4), those without a class (4), where records and classes begin (8, 8)
 *   names     paths and ids: length (4), UTF-8
 *   records   of each sample: where its path and its id stand (8, 8), offset (8), length (4), class (4; -1 for none)
 *   classes   how many (4), their names
 * </pre>
 */
final class SampleIndex implements Closeable {
    static final long MAGIC = 0x6265697453494432L; // "beitSID2"
    static final int HEADER_BYTES = 32;
    static final int RECORD_BYTES = 32;

    private static final long FIRST_VERSION = 0x6265697453494458L;

    /** Read at once: most names are shorter, and then one reading is enough. */
    private static final int NAME_BYTES = 256;

    private final FileChannel file;
    private final int size;
    private final int unlabelled;
    private final long records;
    private final List<String> classes = new ArrayList<>();

    /**
     * @throws IOException if the file is no index, or cut short
     */
    SampleIndex(FileChannel file, String name) throws IOException {
        this.file = file;
        long length = file.size();
        ByteBuffer header = length < HEADER_BYTES ? ByteBuffer.allocate(8) : at(0, HEADER_BYTES);
        long magic = header.getLong();
        if (magic == FIRST_VERSION) {
            throw new IOException(
                    name
                            + " is an index of an earlier version: begin the run in another directory");
        }
        if (magic != MAGIC) {
            throw new IOException(name + " is no sample index");
        }
        this.size = header.getInt();
        this.unlabelled = header.getInt();
        this.records = header.getLong();
        long position = header.getLong();
        if (position + Integer.BYTES > length) {
            throw new EOFException(name + " is cut short");
        }
        int count = at(position, Integer.BYTES).getInt();
        position += Integer.BYTES;
        for (int i = 0; i < count; i++) {
            byte[] bytes = name(position);
            classes.add(new String(bytes, StandardCharsets.UTF_8));
            position += Integer.BYTES + bytes.length;
        }
    }

    static SampleIndex open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new SampleIndex(file, path.toString());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    int size() {
        return size;
    }

    /** Samples without a class. */
    int unlabelled() {
        return unlabelled;
    }

    /** The classes, in the order in which they were found. */
    List<String> classes() {
        return classes;
    }

    /**
     * Where a sample lies.
     *
     * @throws UncheckedIOException if the index cannot be read any more
     */
    SampleLocation get(int sample) {
        if (sample < 0 || sample >= size) {
            throw new IndexOutOfBoundsException(sample + " of " + size + " samples");
        }
        try {
            ByteBuffer record = at(records + (long) sample * RECORD_BYTES, RECORD_BYTES);
            String path = new String(name(record.getLong()), StandardCharsets.UTF_8);
            String id = new String(name(record.getLong()), StandardCharsets.UTF_8);
            long offset = record.getLong();
            int length = record.getInt();
            int label = record.getInt();
            return new SampleLocation(
                    Path.of(path), offset, length, id, label < 0 ? null : classes.get(label));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] name(long position) throws IOException {
        int available = (int) Math.min(NAME_BYTES, file.size() - position);
        ByteBuffer beginning = at(position, available);
        int length = beginning.getInt();
        ByteBuffer all =
                length <= beginning.remaining() ? beginning : at(position + Integer.BYTES, length);
        byte[] bytes = new byte[length];
        all.get(bytes);
        return bytes;
    }

    private ByteBuffer at(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the index of samples is cut short");
            }
        }
        return buffer.flip();
    }

    /** Writes the whole index. */
    void copyTo(FileChannel target) throws IOException {
        Publication.copy(file, target);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
