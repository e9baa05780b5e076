package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The image events of an Avro container file, in the order of the file. Where the file is damaged
 * or cut short, a last record stands for the rest.
 */
final class AvroEventReader implements BulkFormat.Reader<SourceRecord> {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final Path file;
    private final SeekableFile storage;
    private final @Nullable DataFileReader<ImageEvent> events;
    private long count;
    private boolean damaged;

    /**
     * @param events null if the file's header is damaged already
     */
    private AvroEventReader(
            Path file, SeekableFile storage, @Nullable DataFileReader<ImageEvent> events) {
        this.file = file;
        this.storage = storage;
        this.events = events;
    }

    /** Opens a file and passes over the events that are done. */
    static AvroEventReader open(Path file, long done) throws IOException {
        SeekableFile storage = new SeekableFile(file);
        AvroEventReader reader = new AvroEventReader(file, storage, events(file, storage));
        try {
            while (reader.count < done && reader.next() != null) {
                reader.count++;
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static @Nullable DataFileReader<ImageEvent> events(Path file, SeekableFile storage)
            throws IOException {
        Schema schema = ImageEvent.getClassSchema();
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try {
            return new DataFileReader<>(storage, new SpecificDatumReader<>(schema, schema, data));
        } catch (IOException | RuntimeException e) {
            if (storage.hasFailed()) {
                storage.close();
                throw new IOException(file + " cannot be read now: " + e.getMessage(), e);
            }
            return null;
        }
    }

    /** The next event, or one record for all that cannot be read; null at the end. */
    private @Nullable SourceRecord next() throws IOException {
        if (damaged) {
            return null;
        }
        String why;
        try {
            if (events != null && events.hasNext()) {
                return record(events.next());
            }
            // Avro takes a block that is cut short for the end of the file.
            if (events != null && events.previousSync() == storage.length()) {
                return null;
            }
            why =
                    events == null
                            ? "it does not begin like an Avro file of image events"
                            : "it is cut short";
        } catch (RuntimeException e) { // Avro meets broken bytes with every kind of them
            if (storage.hasFailed()) {
                throw new IOException(file + " cannot be read now: " + e.getMessage(), e);
            }
            why = String.valueOf(e.getMessage());
        }
        damaged = true;
        return SourceRecord.unreadable(
                file.toString(),
                count,
                file.getName() + "@" + count,
                "the file is damaged after %d events, and the rest cannot be read: %s"
                        .formatted(count, why));
    }

    private SourceRecord record(ImageEvent event) {
        var eventTime = event.getEventTime();
        return new SourceRecord(
                file.toString(),
                -1,
                count,
                eventTime == null ? 0 : eventTime.toEpochMilli(),
                event.getId().getBytes(StandardCharsets.UTF_8),
                CODEC.encode(event));
    }

    @Override
    public BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() throws IOException {
        SourceRecord record = next();
        if (record == null) {
            return null;
        }
        count++;
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, count);
        return one;
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
