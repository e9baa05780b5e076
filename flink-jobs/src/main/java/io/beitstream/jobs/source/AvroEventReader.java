package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** The image events of an Avro container file, in the order of the file. */
final class AvroEventReader implements BulkFormat.Reader<SourceRecord> {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final Path file;
    private final DataFileStream<ImageEvent> events;
    private long count;

    private AvroEventReader(Path file, DataFileStream<ImageEvent> events) {
        this.file = file;
        this.events = events;
    }

    /** Opens a file and passes over the events that are done. */
    static AvroEventReader open(Path file, long done) throws IOException {
        AvroEventReader reader = new AvroEventReader(file, events(file));
        try {
            while (reader.count < done && reader.next() != null) {
                reader.count++;
            }
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    private static DataFileStream<ImageEvent> events(Path file) throws IOException {
        Schema schema = ImageEvent.getClassSchema();
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        FSDataInputStream bytes = file.getFileSystem().open(file);
        try {
            return new DataFileStream<>(bytes, new SpecificDatumReader<>(schema, schema, data));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private @Nullable ImageEvent next() throws IOException {
        try {
            return events.hasNext() ? events.next() : null;
        } catch (AvroRuntimeException e) {
            throw new IOException(file + " holds no image events, or is cut short: " + e, e);
        }
    }

    @Override
    public BulkFormat.@Nullable RecordIterator<SourceRecord> readBatch() throws IOException {
        ImageEvent event = next();
        if (event == null) {
            return null;
        }
        var eventTime = event.getEventTime();
        SourceRecord record =
                new SourceRecord(
                        file.toString(),
                        -1,
                        count,
                        eventTime == null ? 0 : eventTime.toEpochMilli(),
                        event.getId().getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(event));
        count++;
        SingletonResultIterator<SourceRecord> one = new SingletonResultIterator<>();
        one.set(record, CheckpointedPosition.NO_OFFSET, count);
        return one;
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
