package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.avro.AvroWriterFactory;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Avro container files as sinks: each subtask begins a new one at each checkpoint. */
public final class AvroFileSinks implements FeatureFiles {
    private final Partitioning partitioning;

    private AvroFileSinks(Partitioning partitioning) {
        this.partitioning = partitioning;
    }

    /** Sinks below a directory, of a job with at most one encoder. */
    public static FeatureSinks of(Path directory) {
        return of(directory, List.of("embeddings"));
    }

    /** Sinks below a directory, in one folder for each kind of records. */
    public static FeatureSinks of(Path directory, List<String> embeddings) {
        return of(directory, embeddings, new Partitioning.None());
    }

    /**
     * Sinks below a directory.
     *
     * @param embeddings the folder of each encoder, in their order
     */
    public static FeatureSinks of(
            Path directory, List<String> embeddings, Partitioning partitioning) {
        return new AvroFileSinks(partitioning).features(directory, embeddings);
    }

    /** The sink for dead letters alone, of a job that has no features. */
    public static FileSink<OutputRecord<DeadLetter>> deadLetters(Path directory) {
        return new AvroFileSinks(new Partitioning.None())
                .sink(new Path(directory, "dead-letters"), DeadLetter.class);
    }

    @Override
    public <T extends SpecificRecord> FileSink<OutputRecord<T>> sink(Path folder, Class<T> type) {
        AvroWriterFactory<T> files = new AvroWriterFactory<>(stream -> open(stream, type));
        OpenFiles open = new OpenFiles();
        BulkWriter.Factory<OutputRecord<T>> factory =
                stream -> new RecordFileWriter<>(files.create(stream), open.one());
        return FileSink.forBulkFormat(folder, factory)
                .withBucketAssigner(partitioning.assigner(open))
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(FeatureFiles.named(".avro"))
                .build();
    }

    private static <T extends SpecificRecord> DataFileWriter<T> open(
            OutputStream stream, Class<T> type) throws IOException {
        SpecificData data = SpecificData.getForClass(type);
        DataFileWriter<T> writer =
                new DataFileWriter<>(new SpecificDatumWriter<T>(data.getSchema(type), data));
        writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
        return writer.create(data.getSchema(type), stream);
    }
}
