package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

/**
 * A format of files as sinks, in folders {@code tokens}, {@code embeddings} (or {@code
 * embeddings-NAME} for each encoder that has a name) and {@code dead-letters}. A file is visible
 * under its final name once a checkpoint that covers it is complete, so files hold each record
 * exactly once.
 */
interface FeatureFiles {
    /** The sink for records of a type. */
    <T extends SpecificRecord> FileSink<OutputRecord<T>> sink(Path folder, Class<T> type);

    /**
     * Sinks below a directory.
     *
     * @param embeddings the folder of each encoder, in their order
     */
    default FeatureSinks features(Path directory, List<String> embeddings) {
        return new FeatureSinks(
                sink(new Path(directory, "tokens"), TokenSequence.class),
                embeddings.stream()
                        .map(folder -> sink(new Path(directory, folder), ImageEmbedding.class))
                        .toList(),
                sink(new Path(directory, "dead-letters"), DeadLetter.class));
    }

    /** Names of files that end so. */
    static OutputFileConfig named(String suffix) {
        return OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(suffix).build();
    }
}
