package io.beitstream.infra.deadletters;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes image events into an Avro container file, which has its name once it is complete. Other
 * events are refused.
 */
public final class AvroFileOutlet implements ReplayOutlet {
    private final RecordCodec<ImageEvent> codec;
    private final Path file;
    private final Path partial;
    private final DataFileWriter<ImageEvent> writer;
    private boolean complete;

    /**
     * @param file that does not exist yet
     * @param codec that reads the events
     */
    public AvroFileOutlet(Path file, RecordCodec<ImageEvent> codec) throws IOException {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " is there already: choose another name");
        }
        this.file = file;
        this.codec = codec;
        this.partial = file.resolveSibling("." + file.getFileName() + ".partial");
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        this.writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<ImageEvent>(ImageEvent.getClassSchema(), data));
        writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
        writer.create(ImageEvent.getClassSchema(), partial.toFile());
    }

    @Override
    public List<ReplayEvent> publish(List<ReplayEvent> events) throws IOException {
        List<ReplayEvent> refused = new ArrayList<>();
        for (ReplayEvent event : events) {
            try {
                writer.append(codec.decode(event.original().event()));
            } catch (MalformedRecordException e) {
                refused.add(event);
            }
        }
        return refused;
    }

    @Override
    public String refusal() {
        return "are no image events";
    }

    /** Gives the file its name. */
    public void complete() throws IOException {
        writer.close();
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        complete = true;
    }

    @Override
    public void close() throws IOException {
        if (!complete) {
            writer.close();
            Files.deleteIfExists(partial);
        }
    }
}
