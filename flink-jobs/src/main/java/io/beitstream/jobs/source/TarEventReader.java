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

/** One event for each image in a tar archive, in the order of the archive. */
final class TarEventReader implements BulkFormat.Reader<SourceRecord> {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final Path file;
    private final String id;
    private final int maxEntryBytes;
    private final TarArchiveInputStream tar;
    private long count;

    private TarEventReader(Path file, String id, int maxEntryBytes, TarArchiveInputStream tar) {
        this.file = file;
        this.id = id;
        this.maxEntryBytes = maxEntryBytes;
        this.tar = tar;
    }

    /** Opens an archive and passes over the images that are done. */
    static TarEventReader open(Path file, String id, int maxEntryBytes, long done)
            throws IOException {
        TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new BufferedInputStream(file.getFileSystem().open(file), 1 << 16));
        TarEventReader reader = new TarEventReader(file, id, maxEntryBytes, tar);
        while (reader.count < done && reader.nextImage() != null) {
            reader.count++;
        }
        return reader;
    }

    @Override
    public BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() throws IOException {
        TarArchiveEntry entry = nextImage();
        if (entry == null) {
            return null;
        }
        byte[] bytes = tar.readNBytes(maxEntryBytes + 1);
        String entryId = id + "/" + entry.getName();
        long modified = entry.getLastModifiedTime().toMillis();
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId(entryId)
                        .setBytes(ByteBuffer.wrap(bytes))
                        .setEventTime(Instant.ofEpochMilli(modified))
                        .setAttributes(Map.of())
                        .build();
        SourceRecord record =
                new SourceRecord(
                        file.toString(),
                        -1,
                        count,
                        modified,
                        entryId.getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(event));
        count++;
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, count);
        return one;
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
