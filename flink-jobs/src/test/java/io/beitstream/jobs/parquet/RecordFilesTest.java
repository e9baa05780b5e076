package io.beitstream.jobs.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.Stage;
import io.beitstream.schemas.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {
    private static final Provenance PROVENANCE =
            Provenance.newBuilder()
                    .setTopic("images")
                    .setPartition(3)
                    .setOffset(1L << 40)
                    .setIngestTime(Instant.ofEpochMilli(1_700_000_000_001L))
                    .setEventTime(null)
                    .setProcessedTime(Instant.ofEpochMilli(1_700_000_000_002L))
                    .build();

    @TempDir private Path directory;

    @Test
    void tokensComeBackAsTheyWere() throws Exception {
        assertComesBack(
                TokenSequence.class,
                TokenSequence.newBuilder()
                        .setImageId("ключ/1")
                        .setCodes(List.of(0, 8191, 17, 17))
                        .setGridHeight(2)
                        .setGridWidth(2)
                        .setCodebookSize(8192)
                        .setModelId("tok@1")
                        .setPreprocessingId("p")
                        .setPrecision("fp32")
                        .setProvenance(PROVENANCE)
                        .setAttributes(Map.of("class", "cat", "empty", ""))
                        .build());
    }

    @Test
    void embeddingsComeBackAsTheyWere() throws Exception {
        assertComesBack(
                ImageEmbedding.class,
                ImageEmbedding.newBuilder()
                        .setImageId("a")
                        .setVector(List.of(0.1f, -0f, Float.MIN_VALUE, 3e38f))
                        .setPooling("cls")
                        .setNormalized(true)
                        .setLayers(List.of(6, 12))
                        .setPatchEmbeddings(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))
                        .setModelId("enc@1")
                        .setPreprocessingId("p")
                        .setProvenance(PROVENANCE)
                        .build());
    }

    @Test
    void deadLettersComeBackAsTheyWere() throws Exception {
        assertComesBack(
                DeadLetter.class,
                DeadLetter.newBuilder()
                        .setImageId(null)
                        .setOriginalKey(ByteBuffer.wrap(new byte[] {0, -1}))
                        .setOriginalEvent(ByteBuffer.wrap(new byte[0]))
                        .setStage(Stage.DECODE)
                        .setErrorClass("image-truncated")
                        .setMessage("it is cut short")
                        .setAttempts(1)
                        .setModelIds(List.of("tok@1", "enc@1"))
                        .setProvenance(PROVENANCE)
                        .build());
    }

    /** What DuckDB, Spark and pandas make their columns of. */
    @Test
    void columnsAreThoseOfTheSpecification() throws Exception {
        Path file = write(DeadLetter.class, List.of());
        Path vectors = write(ImageEmbedding.class, List.of());

        assertThat(schema(file))
                .contains("required binary stage (STRING);")
                .contains("optional binary originalKey;")
                .contains("required group attributes (MAP) {")
                .contains("required int64 ingestTime (TIMESTAMP(MILLIS,true));");
        assertThat(schema(vectors).replaceAll("\\s+", " "))
                .contains(
                        "required group vector (LIST) { repeated group list { required float element; } }");
    }

    @Test
    void pagesAreCompressedWithoutNatives() throws Exception {
        List<TokenSequence> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(
                    TokenSequence.newBuilder()
                            .setImageId("image-" + i)
                            .setCodes(List.of(i, 1, 2, 3))
                            .setGridHeight(2)
                            .setGridWidth(2)
                            .setCodebookSize(8192)
                            .setModelId("tok@1")
                            .setPreprocessingId("p")
                            .setProvenance(PROVENANCE)
                            .build());
        }
        Path file = write(TokenSequence.class, records);

        assertThat(RecordFiles.count(flink(file))).isEqualTo(1000);
        assertThat(Files.size(file)).isLessThan(20_000);
        try (ParquetFileReader reader =
                ParquetFileReader.open(new LocalInputFile(file), RecordFiles.readOptions())) {
            assertThat(reader.getRowGroups())
                    .singleElement()
                    .satisfies(
                            group ->
                                    assertThat(group.getColumns())
                                            .allMatch(
                                                    column ->
                                                            column.getCodec()
                                                                    == CompressionCodecName.ZSTD));
        }
        assertThat(read(TokenSequence.class, file)).isEqualTo(records);
    }

    private <T extends SpecificRecord> void assertComesBack(Class<T> type, T record)
            throws Exception {
        assertThat(read(type, write(type, List.of(record)))).containsExactly(record);
    }

    private <T extends SpecificRecord> Path write(Class<T> type, List<T> records) throws Exception {
        Path file = directory.resolve(type.getSimpleName() + ".parquet");
        try (ParquetWriter<T> writer = RecordFiles.writer(new LocalOutputFile(file), type)) {
            for (T record : records) {
                writer.write(record);
            }
        }
        return file;
    }

    private static <T extends SpecificRecord> List<T> read(Class<T> type, Path file)
            throws Exception {
        List<T> records = new ArrayList<>();
        try (ParquetReader<T> reader = RecordFiles.reader(flink(file), type)) {
            for (T record = reader.read(); record != null; record = reader.read()) {
                records.add(record);
            }
        }
        return records;
    }

    private static String schema(Path file) throws Exception {
        try (ParquetFileReader reader =
                ParquetFileReader.open(new LocalInputFile(file), RecordFiles.readOptions())) {
            return reader.getFileMetaData().getSchema().toString();
        }
    }

    private static org.apache.flink.core.fs.Path flink(Path file) {
        return new org.apache.flink.core.fs.Path(file.toUri());
    }
}
