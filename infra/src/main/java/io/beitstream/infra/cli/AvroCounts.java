package io.beitstream.infra.cli;

import io.beitstream.jobs.EncoderSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** Counts the records in folders of Avro files. */
final class AvroCounts {
    private AvroCounts() {}

    /**
     * Records in each of the folders that an extraction makes.
     *
     * @param encoders names of the encoders
     */
    static Map<String, Long> of(Path directory, List<String> encoders) throws IOException {
        List<String> folders = new ArrayList<>(List.of("tokens"));
        encoders.forEach(name -> folders.add(EncoderSpec.suffixed("embeddings", name)));
        folders.add("dead-letters");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String folder : folders) {
            long count = 0;
            Path path = directory.resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".avro")).toList()) {
                        count += records(file.toFile());
                    }
                }
            }
            counts.put(folder, count);
        }
        return counts;
    }

    private static long records(File file) throws IOException {
        long count = 0;
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file, new GenericDatumReader<>())) {
            while (reader.hasNext()) {
                count += reader.getBlockCount();
                reader.nextBlock();
            }
        }
        return count;
    }
}
