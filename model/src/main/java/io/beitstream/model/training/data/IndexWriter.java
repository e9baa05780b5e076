package io.beitstream.model.training.data;

import io.beitstream.model.file.Publication;
import io.beitstream.model.file.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link SampleIndex} in scratch files, sample by sample. */
final class IndexWriter implements Closeable {
    private static final int BUFFERED_BYTES = 1 << 16;

    private final Section names;
    private final Section records;
    private final Map<String, Integer> classes = new LinkedHashMap<>();
    private @Nullable Path lastFile;
    private long lastFilePosition;
    private int samples;
    private int unlabelled;
    private boolean finished;

    IndexWriter() throws IOException {
        names = new Section();
        try {
            records = new Section();
        } catch (IOException e) {
            names.file.close();
            throw e;
        }
        names.room(SampleIndex.HEADER_BYTES).put(new byte[SampleIndex.HEADER_BYTES]);
    }

    /** What is written one after the other, with a buffer before it. */
    private static final class Section {
        private final FileChannel file = Scratch.open();
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFERED_BYTES);
        private long written;

        Section() throws IOException {}

        ByteBuffer room(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                flush();
                if (buffer.capacity() < bytes) {
                    buffer = ByteBuffer.allocate(bytes);
                }
            }
            return buffer;
        }

        long position() {
            return written + buffer.position();
        }

        long name(String name) throws IOException {
            long position = position();
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
            return position;
        }

        void flush() throws IOException {
            buffer.flip();
            written += buffer.remaining();
            Publication.writeFully(file, buffer);
            buffer.clear();
        }
    }

    int samples() {
        return samples;
    }

    void add(SampleLocation sample) throws IOException {
        Path path = sample.file();
        if (!path.equals(lastFile)) {
            lastFilePosition = names.name(path.toAbsolutePath().normalize().toString());
            lastFile = path;
        }
        long id = names.name(sample.id());
        String label = sample.label();
        int number = -1;
        if (label == null) {
            unlabelled++;
        } else {
            Integer known = classes.putIfAbsent(label, classes.size());
            number = known == null ? classes.size() - 1 : known;
        }
        records.room(SampleIndex.RECORD_BYTES)
                .putLong(lastFilePosition)
                .putLong(id)
                .putLong(sample.offset())
                .putInt(sample.length())
                .putInt(number);
        samples = Math.addExact(samples, 1);
    }

    /** Ends the index; it owns the file from then on. */
    SampleIndex finish() throws IOException {
        long recordsAt = names.position();
        names.flush();
        records.flush();
        Publication.copy(records.file, names.file);
        names.written += records.written;
        long classesAt = names.position();
        names.room(Integer.BYTES).putInt(classes.size());
        for (String label : classes.keySet()) {
            names.name(label);
        }
        names.flush();
        ByteBuffer header =
                ByteBuffer.allocate(SampleIndex.HEADER_BYTES)
                        .putLong(SampleIndex.MAGIC)
                        .putInt(samples)
                        .putInt(unlabelled)
                        .putLong(recordsAt)
                        .putLong(classesAt)
                        .flip();
        names.file.position(0);
        Publication.writeFully(names.file, header);
        SampleIndex index = new SampleIndex(names.file, "the index");
        finished = true;
        return index;
    }

    @Override
    public void close() throws IOException {
        records.file.close();
        if (!finished) {
            names.file.close();
        }
    }
}
