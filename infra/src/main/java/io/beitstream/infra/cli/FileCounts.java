package io.beitstream.infra.cli;

import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.parquet.RecordFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Counts the records in folders of Avro or Parquet files. */
final class FileCounts {
    private FileCounts() {}

    /** A line for each of the folders that an extraction makes; none where it makes none. */
    static List<String> lines(@Nullable Location directory, List<String> encoders)
            throws IOException {
        List<String> lines = new ArrayList<>();
        if (directory != null) {
            of(directory, encoders)
                    .forEach((folder, count) -> lines.add("  %-14s %8d".formatted(folder, count)));
        }
        return lines;
    }

    /**
     * Records in each of the folders that an extraction makes.
     *
     * @param encoders names of the encoders
     */
    static Map<String, Long> of(Location directory, List<String> encoders) throws IOException {
        List<String> folders = new ArrayList<>(List.of("tokens"));
        encoders.forEach(name -> folders.add(EncoderSpec.suffixed("embeddings", name)));
        folders.add("dead-letters");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String folder : folders) {
            counts.put(folder, below(new Path(directory.path(), folder)));
        }
        return counts;
    }

    private static long below(Path folder) throws IOException {
        FileStatus[] entries;
        try {
            entries = folder.getFileSystem().listStatus(folder);
        } catch (FileNotFoundException e) {
            return 0;
        }
        long count = 0;
        for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
            String name = entry.getPath().getName();
            boolean finished = !name.startsWith(".");
            if (entry.isDir()) {
                count += below(entry.getPath());
            } else if (finished && name.endsWith(".avro")) {
                count += inAvro(entry.getPath());
            } else if (finished && name.endsWith(".parquet")) {
                count += RecordFiles.count(entry.getPath());
            }
        }
        return count;
    }

    private static long inAvro(Path file) throws IOException {
        long count = 0;
        try (InputStream in = file.getFileSystem().open(file);
                DataFileStream<GenericRecord> reader =
                        new DataFileStream<>(in, new GenericDatumReader<>())) {
            while (reader.hasNext()) {
                count += reader.getBlockCount();
                reader.nextBlock();
            }
        }
        return count;
    }
}
