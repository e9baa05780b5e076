package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;

/**
 * Writes the values of output records into one file; a file has no place for tombstones.
 *
 * @param place among the open files, given back at the end
 */
record RecordFileWriter<T extends SpecificRecord>(BulkWriter<T> file, OpenFiles.Place place)
        implements BulkWriter<OutputRecord<T>> {
    @Override
    public void addElement(OutputRecord<T> record) throws IOException {
        T value = record.value();
        if (value != null) {
            file.addElement(value);
        }
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public void finish() throws IOException {
        file.finish();
        place.giveBack();
    }
}
