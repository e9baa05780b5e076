package io.beitstream.infra.cli;

import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.FileSize;
import io.beitstream.jobs.sink.ParquetFileSinks;
import io.beitstream.jobs.sink.Partitioning;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of files as output: the folder, their format, how they are spread and how large. */
final class FileOutputGroup {
    private static final MemorySize DEFAULT_SIZE = MemorySize.ofMebiBytes(128);
    private static final Duration DEFAULT_TIME = Duration.ofMinutes(10);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "a folder for files, also one of a Flink file system (s3://...): new or empty, or that of the job that goes on")
    private @Nullable Location out;

    @Option(
            names = "--format",
            paramLabel = "avro|parquet",
            defaultValue = "avro",
            description = "of the files (default: ${DEFAULT-VALUE})")
    private String format = "avro";

    @Option(
            names = "--partition-by",
            paramLabel = "none|date|attribute:NAME",
            defaultValue = "none",
            description =
                    "spread the files over folders such as date=2026-11-27, by the day (UTC) of the event, or by an attribute of it"
                            + " (default: ${DEFAULT-VALUE})")
    private String partitionBy = "none";

    @Option(
            names = "--roll-size",
            paramLabel = "SIZE",
            description = "of Parquet files, about (default: 128mb)")
    private @Nullable MemorySize rollSize;

    @Option(
            names = "--roll-interval",
            paramLabel = "DURATION",
            description =
                    "how late records appear in Parquet files at most, some checkpoints more or less (default: 10m)")
    private @Nullable Duration rollInterval;

    void validate() {
        Partitioning partitioning = Partitioning.of(partitionBy);
        boolean parquet = format.equals("parquet");
        if (!parquet && !format.equals("avro")) {
            throw new IllegalArgumentException(
                    "unknown --format '%s': use avro or parquet".formatted(format));
        }
        if (!parquet && (rollSize != null || rollInterval != null)) {
            throw new IllegalArgumentException(
                    "--roll-size and --roll-interval are for --format parquet: Avro files are as long as --checkpoint-interval");
        }
        if (out == null && (parquet || !(partitioning instanceof Partitioning.None))) {
            throw new IllegalArgumentException(
                    "--format and --partition-by are for files: name --out");
        }
    }

    @Nullable Location directory() {
        return out;
    }

    /** Makes sure that a new run does not mix its files with those of another. */
    void requireEmpty() throws IOException {
        if (out != null && holdsFiles(out.path())) {
            throw new IllegalArgumentException(
                    out + " is not empty: choose another --out, so that runs do not mix");
        }
    }

    private static boolean holdsFiles(Path path) throws IOException {
        FileStatus[] entries;
        try {
            entries = path.getFileSystem().listStatus(path);
        } catch (FileNotFoundException e) {
            return false;
        }
        if (entries == null) {
            return false;
        }
        for (FileStatus entry : entries) {
            // What a run has not finished begins with a dot; nobody reads it.
            boolean hidden = entry.getPath().getName().startsWith(".");
            if (entry.isDir() ? holdsFiles(entry.getPath()) : !hidden) {
                return true;
            }
        }
        return false;
    }

    /**
     * The sinks.
     *
     * @param interval between checkpoints
     */
    FeatureSinks sinks(Path directory, List<String> encoders, Duration interval) {
        List<String> folders =
                encoders.stream()
                        .map(encoder -> EncoderSpec.suffixed("embeddings", encoder))
                        .toList();
        Partitioning partitioning = Partitioning.of(partitionBy);
        if (format.equals("avro")) {
            return AvroFileSinks.of(directory, folders, partitioning);
        }
        long bytes = (rollSize == null ? DEFAULT_SIZE : rollSize).getBytes();
        Duration time = rollInterval == null ? DEFAULT_TIME : rollInterval;
        return ParquetFileSinks.of(
                directory, folders, partitioning, FileSize.of(bytes, time, interval));
    }
}
