package io.beitstream.jobs.sink;

import java.io.IOException;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;

/** Writes one Avro container file. */
final class AvroFileWriter<T extends SpecificRecord> implements BulkWriter<T> {
    private final DataFileWriter<T> writer;

    AvroFileWriter(DataFileWriter<T> writer) {
        this.writer = writer;
    }

    @Override
    public void addElement(T record) throws IOException {
        writer.append(record);
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void finish() throws IOException {
        writer.close();
    }
}
