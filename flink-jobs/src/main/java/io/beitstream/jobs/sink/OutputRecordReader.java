package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.file.sink.compactor.RecordWiseFileCompactor;
import org.apache.parquet.hadoop.ParquetReader;
import org.jspecify.annotations.Nullable;

/** Reads a small file's records for the large one that they go into. */
record OutputRecordReader<T>(ParquetReader<T> file)
        implements RecordWiseFileCompactor.Reader<OutputRecord<T>> {
    @Override
    public @Nullable OutputRecord<T> read() throws IOException {
        T value = file.read();
        return value == null ? null : new OutputRecord<>(null, value, List.of());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
