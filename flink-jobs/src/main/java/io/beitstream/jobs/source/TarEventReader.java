package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * One event for each image in a tar archive, in the order of the archive. Where the archive is
 * damaged, a last record stands for the rest, which nobody can read.
 */
final class TarEventReader implements BulkFormat.Reader<SourceRecord> {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final Path file;
    private final String id;
    private final int maxEntryBytes;
    private final StorageStream storage;
    private final TarArchiveInputStream tar;
    private long count;
    private boolean damaged;

    private TarEventReader(Path file, String id, int maxEntryBytes, StorageStream storage) {
        this.file = file;
        this.id = id;
        this.maxEntryBytes = maxEntryBytes;
        this.storage = storage;
        this.tar = new TarArchiveInputStream(new BufferedInputStream(storage, 1 << 16));
    }

    /** Opens an archive and passes over the images that are done. */
    static TarEventReader open(Path file, String id, int maxEntryBytes, long done)
            throws IOException {
        StorageStream storage = new StorageStream(file.getFileSystem().open(file));
        TarEventReader reader = new TarEventReader(file, id, maxEntryBytes, storage);
        try {
            reader.passOver(done);
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void passOver(long done) throws IOException {
        while (count < done && !damaged) {
            try {
                if (nextImage() == null) {
                    return;
                }
                count++;
            } catch (IOException | IllegalArgumentException e) {
                requireStorage(e);
                damaged = true; // and told before
            }
        }
    }

    /** Rethrows an error that is not the archive's. */
    private void requireStorage(Exception e) throws IOException {
        if (storage.hasFailed()) {
            throw new IOException(file + " cannot be read now: " + e.getMessage(), e);
        }
    }

    @Override
    public BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() throws IOException {
        if (damaged) {
            return null;
        }
        SourceRecord record;
        try {
            TarArchiveEntry entry = nextImage();
            if (entry == null) {
                return null;
            }
            record = record(entry, tar.readNBytes(maxEntryBytes + 1));
        } catch (IOException | IllegalArgumentException e) {
            requireStorage(e);
            damaged = true;
            record =
                    SourceRecord.unreadable(
                            file.toString(),
                            count,
                            id + "@" + count,
                            "the archive is damaged after %d images, and the rest cannot be read: %s"
                                    .formatted(count, e.getMessage()));
        }
        count++;
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, count);
        return one;
    }

    private SourceRecord record(TarArchiveEntry entry, byte[] bytes) {
        String entryId = id + "/" + entry.getName();
        long modified = entry.getLastModifiedTime().toMillis();
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId(entryId)
                        .setBytes(ByteBuffer.wrap(bytes))
                        .setEventTime(Instant.ofEpochMilli(modified))
                        .setAttributes(Map.of())
                        .build();
        return new SourceRecord(
                file.toString(),
                -1,
                count,
                modified,
                entryId.getBytes(StandardCharsets.UTF_8),
                CODEC.encode(event));
    }

    private @Nullable TarArchiveEntry nextImage() throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null && !(entry.isFile() && ImageFileFormat.isImage(entry.getName()))) {
            entry = tar.getNextEntry();
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
