package io.beitstream.jobs.sink;

import io.beitstream.jobs.parquet.RecordFiles;
import io.beitstream.jobs.record.OutputRecord;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.compactor.FileCompactStrategy;
import org.apache.flink.connector.file.sink.compactor.RecordWiseFileCompactor;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.ParquetWriterFactory;

/**
 * Parquet files as sinks. A file cannot stay open over a checkpoint, since its index is written
 * last; so each checkpoint ends a small, hidden one, and those of a folder become one of a good
 * size from time to time.
 */
public final class ParquetFileSinks implements FeatureFiles {
    private final Partitioning partitioning;
    private final FileSize size;

    private ParquetFileSinks(Partitioning partitioning, FileSize size) {
        this.partitioning = partitioning;
        this.size = size;
    }

    /**
     * Sinks below a directory.
     *
     * @param embeddings the folder of each encoder, in their order
     */
    public static FeatureSinks of(
            Path directory, List<String> embeddings, Partitioning partitioning, FileSize size) {
        return new ParquetFileSinks(partitioning, size).features(directory, embeddings);
    }

    @Override
    public <T extends SpecificRecord> FileSink<OutputRecord<T>> sink(Path folder, Class<T> type) {
        ParquetWriterFactory<T> files =
                new ParquetWriterFactory<>(file -> RecordFiles.writer(file, type));
        OpenFiles open = new OpenFiles();
        BulkWriter.Factory<OutputRecord<T>> factory =
                stream -> new RecordFileWriter<>(files.create(stream), open.one());
        return FileSink.forBulkFormat(folder, factory)
                .withBucketAssigner(partitioning.assigner(open))
                .withRollingPolicy(new SizeRollingPolicy<>(size.bytes()))
                .withOutputFileConfig(FeatureFiles.named(".parquet"))
                .enableCompact(
                        FileCompactStrategy.Builder.newBuilder()
                                .setSizeThreshold(size.bytes())
                                .enableCompactionOnCheckpoint(size.checkpoints())
                                .build(),
                        new RecordWiseFileCompactor<OutputRecord<T>>(
                                path -> new OutputRecordReader<>(RecordFiles.reader(path, type))))
                .build();
    }
}
