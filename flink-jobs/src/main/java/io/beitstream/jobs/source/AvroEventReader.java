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
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** The image events of an Avro container file. */
final class AvroEventReader extends EventFileReader {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private final SeekableFile storage;
    private @Nullable DataFileReader<ImageEvent> events;

    private AvroEventReader(Path file, SeekableFile storage) {
        super(file, file.getName(), "the file is damaged after %d events");
        this.storage = storage;
    }

    /** Opens a file and passes over the events that are done. */
    static AvroEventReader open(Path file, long done) throws IOException {
        return new AvroEventReader(file, new SeekableFile(file))
                .passedOver(AvroEventReader.class, done);
    }

    @Override
    @Nullable SourceRecord next() throws IOException {
        if (events == null) {
            events = events();
        }
        if (events.hasNext()) {
            return record(events.next());
        }
        // Avro takes a block that is cut short for the end of the file.
        if (events.previousSync() != storage.length()) {
            throw new IOException("it is cut short");
        }
        return null;
    }

    private DataFileReader<ImageEvent> events() throws IOException {
        Schema schema = ImageEvent.getClassSchema();
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try {
            return new DataFileReader<>(storage, new SpecificDatumReader<>(schema, schema, data));
        } catch (IOException | RuntimeException e) {
            throw new IOException("it does not begin like an Avro file of image events", e);
        }
    }

    private SourceRecord record(ImageEvent event) {
        var eventTime = event.getEventTime();
        return new SourceRecord(
                file().toString(),
                -1,
                count(),
                eventTime == null ? 0 : eventTime.toEpochMilli(),
                event.getId().getBytes(StandardCharsets.UTF_8),
                CODEC.encode(event));
    }

    @Override
    boolean hasStorageFailed() {
        return storage.hasFailed();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
