package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.IOException;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The image events of a file, in its order. Where the file is damaged, a last record stands for the
 * rest, which nobody can read.
 */
abstract class EventFileReader implements BulkFormat.Reader<SourceRecord> {
    private final Path file;
    private final String key;
    private final String whatIsDamaged;
    private long count;
    private boolean damaged;

    /**
     * @param key what the record of the damage goes by, before its place
     * @param whatIsDamaged in words, with a place for a number
     */
    EventFileReader(Path file, String key, String whatIsDamaged) {
        this.file = file;
        this.key = key;
        this.whatIsDamaged = whatIsDamaged;
    }

    /**
     * The next event; null at the end. Whatever this throws is the file's fault, unless the storage
     * has failed.
     */
    abstract @Nullable SourceRecord next() throws IOException;

    /** Passes over the next event; false at the end. Throws as {@link #next} does. */
    boolean skip() throws IOException {
        return next() != null;
    }

    /** Whether an error came from the storage, which may work the next time. */
    abstract boolean hasStorageFailed();

    /** The file. */
    final Path file() {
        return file;
    }

    /** How many events came before the next one. */
    final long count() {
        return count;
    }

    /** Passes over the events that are done; closes the reader if that fails. */
    final <R extends EventFileReader> R passedOver(Class<R> type, long done) throws IOException {
        try {
            passOver(done);
            return type.cast(this);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void passOver(long done) throws IOException {
        while (count < done && !damaged) {
            try {
                if (!skip()) {
                    return;
                }
            } catch (IOException | RuntimeException e) {
                requireStorage(e);
                damaged = true; // and told before
            }
            count++;
        }
    }

    @Override
    public final BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() throws IOException {
        if (damaged) {
            return null;
        }
        SourceRecord record;
        try {
            record = next();
        } catch (IOException | RuntimeException e) { // broken bytes are met with every kind of them
            requireStorage(e);
            damaged = true;
            record =
                    SourceRecord.unreadable(
                            file.toString(),
                            count,
                            key + "@" + count,
                            whatIsDamaged.formatted(count)
                                    + ", and the rest cannot be read: "
                                    + e.getMessage());
        }
        if (record == null) {
            return null;
        }
        count++;
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, count);
        return one;
    }

    private void requireStorage(Exception e) throws IOException {
        if (hasStorageFailed()) {
            throw new IOException(file + " cannot be read now: " + e.getMessage(), e);
        }
    }
}
