package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
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
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Avro container files as sinks, in folders {@code tokens}, {@code embeddings} (or {@code
 * embeddings-NAME} for each encoder that has a name) and {@code dead-letters}. A file is visible
 * under its final name once the checkpoint that covers it is complete, so files hold each record
 * exactly once.
 */
public final class AvroFileSinks {
    private AvroFileSinks() {}

    /** Sinks below a directory, of a job with at most one encoder. */
    public static FeatureSinks of(Path directory) {
        return of(directory, List.of("embeddings"));
    }

    /**
     * Sinks below a directory.
     *
     * @param embeddings the folder of each encoder, in their order
     */
    public static FeatureSinks of(Path directory, List<String> embeddings) {
        return new FeatureSinks(
                sink(new Path(directory, "tokens"), TokenSequence.class),
                embeddings.stream()
                        .map(folder -> sink(new Path(directory, folder), ImageEmbedding.class))
                        .toList(),
                deadLetters(directory));
    }

    /** The sink for dead letters alone, of a job that has no features. */
    public static FileSink<OutputRecord<DeadLetter>> deadLetters(Path directory) {
        return sink(new Path(directory, "dead-letters"), DeadLetter.class);
    }

    private static <T extends SpecificRecord> FileSink<OutputRecord<T>> sink(
            Path directory, Class<T> type) {
        AvroWriterFactory<T> files = new AvroWriterFactory<>(stream -> open(stream, type));
        BulkWriter.Factory<OutputRecord<T>> factory =
                stream -> new AvroFileWriter<>(files.create(stream));
        return FileSink.forBulkFormat(directory, factory)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(
                        OutputFileConfig.builder()
                                .withPartPrefix("part")
                                .withPartSuffix(".avro")
                                .build())
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
