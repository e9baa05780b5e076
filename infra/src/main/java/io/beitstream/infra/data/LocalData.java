package io.beitstream.infra.data;

import io.beitstream.jobs.source.ImageFileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a path of this machine holds: samples, or events and tables that they are made of. */
public final class LocalData {
    private LocalData() {}

    /**
     * Whether shards must be made of what is there: Avro image events, or Parquet files that are
     * not beside images or shards, where they are about these.
     */
    public static boolean mustBeConverted(Path data) throws IOException {
        boolean tables = false;
        boolean samples = false;
        try (Stream<Path> all = Files.walk(data)) {
            Stream<Path> files = all.filter(LocalData::isVisible);
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.toString();
                if (ImageFileFormat.isEvents(name)) {
                    return true;
                }
                tables |= ImageFileFormat.isParquet(name);
                samples |= ImageFileFormat.isImage(name) || ImageFileFormat.isArchive(name);
            }
        }
        return tables && !samples;
    }

    /** What shards that are made of it come from. */
    public static Origin origin(DataLocation data) throws IOException {
        Path root = data.path();
        List<RemoteFile> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            Stream<Path> files = all.filter(LocalData::isVisible);
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (ImageFileFormat.isRead(file.toString())) {
                    Path name = root.equals(file) ? file.getFileName() : root.relativize(file);
                    found.add(new RemoteFile(name.toString(), "", Files.size(file)));
                }
            }
        }
        return Origin.of(data, found);
    }

    private static boolean isVisible(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && !name.startsWith("_") && Files.isRegularFile(file);
    }
}
