package io.beitstream.jobs.source;

import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Reads a folder of images, tar archives, Parquet and Avro files as image events. A file becomes an
 * event that points to it; an entry of an archive, or a row, one that holds its bytes. The id is
 * the path below the folder, or inside the archive; for a row, what its column says, or its number.
 */
public final class ImageFileFormat implements BulkFormat<SourceRecord, FileSourceSplit> {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SUFFIXES =
            Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp");

    private final String root;
    private final int maxEntryBytes;

    private ImageFileFormat(String root, int maxEntryBytes) {
        this.root = root;
        this.maxEntryBytes = maxEntryBytes;
    }

    /**
     * A bounded source over a folder, looked through recursively, or a single file. Files with
     * other suffixes than images, {@code .tar}, {@code .parquet} and {@code .avro} (container files
     * of image events) are left out.
     *
     * @param maxEntryBytes what is read of an archive's entry at most, plus one byte, so that the
     *     decoder sees that it is too large
     */
    public static FileSource<SourceRecord> source(Path path, int maxEntryBytes) {
        return FileSource.forBulkFileFormat(
                        new ImageFileFormat(path.toString(), maxEntryBytes), path)
                .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(new ImageFileFilter()))
                .build();
    }

    /** Whether a file name is that of an image. */
    public static boolean isImage(String name) {
        return SUFFIXES.contains(suffix(name));
    }

    /** Whether a file name is that of an archive. */
    public static boolean isArchive(String name) {
        return suffix(name).equals("tar");
    }

    /** Whether a file name is that of a file of image events. */
    public static boolean isEvents(String name) {
        return suffix(name).equals("avro");
    }

    /** Whether a file name is that of a Parquet file. */
    public static boolean isParquet(String name) {
        return suffix(name).equals("parquet");
    }

    /** Whether a file of this name is read. */
    public static boolean isRead(String name) {
        return isImage(name) || isArchive(name) || isEvents(name) || isParquet(name);
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public Reader<SourceRecord> createReader(Configuration config, FileSourceSplit split)
            throws IOException {
        return open(split, 0);
    }

    @Override
    public Reader<SourceRecord> restoreReader(Configuration config, FileSourceSplit split)
            throws IOException {
        long done =
                split.getReaderPosition()
                        .map(CheckpointedPosition::getRecordsAfterOffset)
                        .orElse(0L);
        return open(split, done);
    }

    private Reader<SourceRecord> open(FileSourceSplit split, long done) throws IOException {
        Path file = split.path();
        String name = file.getName();
        if (isEvents(name)) {
            return AvroEventReader.open(file, done);
        }
        String id = idOf(file);
        if (isArchive(name)) {
            return TarEventReader.open(file, id, maxEntryBytes, done);
        }
        long modified = split.fileModificationTime();
        return isParquet(name)
                ? ParquetEventReader.open(file, id, modified, maxEntryBytes, done)
                : new FileEventReader(file, id, modified, done);
    }

    /** The path below the root; for the root itself, its name. */
    private String idOf(Path file) {
        String path = file.getPath();
        String below = new Path(root).getPath();
        return path.startsWith(below + "/") ? path.substring(below.length() + 1) : file.getName();
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return ChainedTypeInfo.inChain(SourceRecord.class);
    }
}
