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
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** One event for each image in a tar archive. */
final class TarEventReader extends EventFileReader {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final String id;
    private final int maxEntryBytes;
    private final StorageStream storage;
    private final TarArchiveInputStream tar;

    private TarEventReader(Path file, String id, int maxEntryBytes, StorageStream storage) {
        super(file, id, "the archive is damaged after %d images");
        this.id = id;
        this.maxEntryBytes = maxEntryBytes;
        this.storage = storage;
        this.tar = new TarArchiveInputStream(new BufferedInputStream(storage, 1 << 16));
    }

    /** Opens an archive and passes over the images that are done. */
    static TarEventReader open(Path file, String id, int maxEntryBytes, long done)
            throws IOException {
        StorageStream storage = new StorageStream(file.getFileSystem().open(file));
        return new TarEventReader(file, id, maxEntryBytes, storage)
                .passedOver(TarEventReader.class, done);
    }

    @Override
    @Nullable SourceRecord next() throws IOException {
        TarArchiveEntry entry = nextImage();
        return entry == null ? null : record(entry, tar.readNBytes(maxEntryBytes + 1));
    }

    @Override
    boolean skip() throws IOException {
        return nextImage() != null;
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
                file().toString(),
                -1,
                count(),
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
    boolean hasStorageFailed() {
        return storage.hasFailed();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
