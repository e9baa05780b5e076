package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** A single event that points to an image file. */
final class FileEventReader implements BulkFormat.Reader<SourceRecord> {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final Path file;
    private final String id;
    private final long modified;
    private boolean done;

    FileEventReader(Path file, String id, long modified, long done) {
        this.file = file;
        this.id = id;
        this.modified = modified;
        this.done = done > 0;
    }

    @Override
    public BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() {
        if (done) {
            return null;
        }
        done = true;
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId(id)
                        .setUri(file.toUri().toString())
                        .setEventTime(Instant.ofEpochMilli(modified))
                        .setAttributes(Map.of())
                        .build();
        SourceRecord record =
                new SourceRecord(
                        String.valueOf(file.getParent()),
                        -1,
                        -1,
                        modified,
                        id.getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(event));
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, 1);
        return one;
    }

    @Override
    public void close() {}
}
