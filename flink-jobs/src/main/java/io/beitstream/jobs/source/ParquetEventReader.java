package io.beitstream.jobs.source;

import io.beitstream.jobs.parquet.RecordFiles;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.jspecify.annotations.Nullable;

/** One event for each row of a Parquet file; a row group is in the heap at a time. */
final class ParquetEventReader extends EventFileReader {
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);

    private static final long MOST_GROUP_BYTES = Runtime.getRuntime().maxMemory() / 4;

    /** What is known once the end of the file has been read. */
    private record Opened(ParquetFileReader file, ImageColumns columns) {}

    private final String id;
    private final long modified;
    private final int maxImageBytes;
    private final SeekableFile storage;
    private @Nullable Opened opened;
    private @Nullable RecordReader<Group> rows;
    private int group;
    private long rowsLeft;

    /** Rows of this group that are passed over before the next one. */
    private long skipped;

    private ParquetEventReader(
            Path file, String id, long modified, int maxImageBytes, SeekableFile storage) {
        super(file, id, "the file is damaged after %d rows");
        this.id = id;
        this.modified = modified;
        this.maxImageBytes = maxImageBytes;
        this.storage = storage;
    }

    /** Opens a file and passes over the rows that are done. */
    static ParquetEventReader open(
            Path file, String id, long modified, int maxImageBytes, long done) throws IOException {
        return new ParquetEventReader(file, id, modified, maxImageBytes, new SeekableFile(file))
                .passedOver(ParquetEventReader.class, done);
    }

    @Override
    @Nullable SourceRecord next() throws IOException {
        Opened now = opened();
        if (!requireRow(now)) {
            return null;
        }
        if (rows == null) {
            rows = rows(now);
        }
        Group row = rows.read();
        for (; skipped > 0; skipped--) {
            row = rows.read();
        }
        rowsLeft--;
        String rowId = id + "/" + count();
        ImageEvent event = now.columns().event(row, rowId, file(), maxImageBytes);
        return new SourceRecord(
                file().toString(),
                -1,
                count(),
                modified,
                event.getId().getBytes(StandardCharsets.UTF_8),
                CODEC.encode(event));
    }

    @Override
    boolean skip() throws IOException {
        if (!requireRow(opened())) {
            return false;
        }
        skipped++;
        rowsLeft--;
        return true;
    }

    /** Goes on to the row group of the next row; false at the end. */
    private boolean requireRow(Opened now) {
        while (rowsLeft == 0) {
            if (group == now.file().getRowGroups().size()) {
                return false;
            }
            rowsLeft = now.file().getRowGroups().get(group).getRowCount();
            group++;
            rows = null;
            skipped = 0;
        }
        return true;
    }

    private Opened opened() throws IOException {
        if (opened == null) {
            ParquetFileReader file =
                    ParquetFileReader.open(new ParquetStorage(storage), RecordFiles.readOptions());
            FileMetaData metadata = file.getFileMetaData();
            ImageColumns columns =
                    ImageColumns.of(
                            metadata.getSchema(), ClassLabels.of(metadata.getKeyValueMetaData()));
            file.setRequestedSchema(columns.schema());
            opened = new Opened(file, columns);
        }
        return opened;
    }

    private RecordReader<Group> rows(Opened now) throws IOException {
        BlockMetaData wanted = now.file().getRowGroups().get(group - 1);
        long bytes = now.columns().bytesIn(wanted);
        if (bytes > MOST_GROUP_BYTES) {
            throw new IOException(
                    "a row group takes %d bytes, and %d are the most for this heap: give the JVM more (-Xmx), or write smaller row groups"
                            .formatted(bytes, MOST_GROUP_BYTES));
        }
        PageReadStore pages = now.file().readRowGroup(group - 1);
        return new ColumnIOFactory()
                .getColumnIO(now.columns().schema())
                .getRecordReader(pages, new GroupRecordConverter(now.columns().schema()));
    }

    @Override
    boolean hasStorageFailed() {
        return storage.hasFailed();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
