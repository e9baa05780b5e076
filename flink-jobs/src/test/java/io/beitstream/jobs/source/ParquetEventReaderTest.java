package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.parquet.PlainCodecs;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetEventReaderTest {
    private static final MessageType HUGGING_FACE =
            MessageTypeParser.parseMessageType(
                    """
                    message schema {
                      optional group image { optional binary bytes; optional binary path (STRING); }
                      optional int64 label;
                      optional binary caption (STRING);
                      optional int64 time (TIMESTAMP(MILLIS,true));
                    }
                    """);
    private static final MessageType PLAIN =
            MessageTypeParser.parseMessageType(
                    "message schema { required binary id (STRING); optional binary data; optional binary url (STRING); }");
    private static final int MOST_BYTES = 1000;

    @TempDir private Path directory;
    private Path file;
    private Map<String, String> metadata = Map.of();

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "LZ4_RAW"})
    void rowsOfADatasetAreEvents(CompressionCodecName codec) throws Exception {
        write(HUGGING_FACE, codec, image(1, "one", 7L), image(2, null, null));

        List<SourceRecord> records = read(0);

        ImageEvent first = event(records.get(0));
        assertThat(first.getId()).isEqualTo("sub/data.parquet/0");
        assertThat(first.getBytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 1, 1}));
        assertThat(first.getUri()).isNull();
        assertThat(first.getAttributes()).isEqualTo(Map.of("label", "7", "caption", "one"));
        assertThat(records.get(0).offset()).isZero();
        assertThat(event(records.get(1)).getAttributes()).isEmpty();
        assertThat(records).hasSize(2);
    }

    @Test
    void classesHaveTheNamesOfTheDatasetsMetadata() throws Exception {
        metadata =
                Map.of(
                        "huggingface",
                        """
                        {"info": {"features": {
                          "image": {"_type": "Image"},
                          "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
                        """);
        write(
                HUGGING_FACE,
                CompressionCodecName.SNAPPY,
                image(1, "1", 1L),
                image(2, null, -1L),
                image(3, null, 2L));

        List<SourceRecord> records = read(0);

        assertThat(event(records.get(0)).getAttributes())
                .isEqualTo(Map.of("label", "dog", "caption", "1"));
        assertThat(event(records.get(1)).getAttributes()).isEmpty();
        assertThat(event(records.get(2)).getAttributes()).isEqualTo(Map.of("label", "2"));
    }

    @Test
    void metadataThatIsNotUnderstoodLeavesNumbers() throws Exception {
        metadata = Map.of("huggingface", "{\"info\": ");
        write(HUGGING_FACE, CompressionCodecName.SNAPPY, image(1, null, 1L));

        assertThat(event(read(0).get(0)).getAttributes()).isEqualTo(Map.of("label", "1"));
    }

    @Test
    void aPathWithoutBytesIsBesideTheFile() throws Exception {
        Group row = new SimpleGroup(HUGGING_FACE);
        row.addGroup("image").append("path", "cats/1.jpg");
        write(HUGGING_FACE, CompressionCodecName.SNAPPY, row);

        assertThat(event(read(0).get(0)).getUri())
                .endsWith("cats/1.jpg")
                .startsWith("file:" + directory);
    }

    @Test
    void idsBytesAndUrisMayBeColumns() throws Exception {
        Group bytes = new SimpleGroup(PLAIN).append("id", "a").append("data", binary(3));
        Group uri = new SimpleGroup(PLAIN).append("id", "b").append("url", "https://x/1.jpg");
        Group neither = new SimpleGroup(PLAIN).append("id", "c");
        Group large =
                new SimpleGroup(PLAIN)
                        .append("id", "d")
                        .append("data", Binary.fromConstantByteArray(new byte[5000]));
        write(PLAIN, CompressionCodecName.SNAPPY, bytes, uri, neither, large);

        List<ImageEvent> events = new ArrayList<>();
        for (SourceRecord record : read(0)) {
            events.add(event(record));
        }

        assertThat(events).extracting(ImageEvent::getId).containsExactly("a", "b", "c", "d");
        assertThat(events.get(0).getBytes().remaining()).isEqualTo(3);
        assertThat(events.get(1).getUri()).isEqualTo("https://x/1.jpg");
        assertThat(events.get(2).getBytes()).isNull();
        assertThat(events.get(2).getUri()).isNull();
        assertThat(events.get(3).getBytes().remaining()).isEqualTo(MOST_BYTES + 1);
    }

    @Test
    void aReaderGoesOnWhereItStopped() throws Exception {
        Group[] rows = new Group[100];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = image(i, "n" + i, null);
        }
        write(HUGGING_FACE, CompressionCodecName.ZSTD, rows);

        List<SourceRecord> rest = read(42);

        assertThat(rest).hasSize(58);
        assertThat(event(rest.get(0)).getAttributes()).containsEntry("caption", "n42");
        assertThat(read(100)).isEmpty();
    }

    @Test
    void aDamagedFileCostsWhatCannotBeRead() throws Exception {
        write(HUGGING_FACE, CompressionCodecName.SNAPPY, image(1, "one", 7L));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));

        assertThat(read(0))
                .singleElement()
                .satisfies(
                        record ->
                                assertThat(record.whyUnreadable())
                                        .startsWith("the file is damaged after 0 rows"));
    }

    @Test
    void aFileWithoutImagesSaysSo() throws Exception {
        MessageType none =
                MessageTypeParser.parseMessageType("message schema { required int64 n; }");
        write(none, CompressionCodecName.SNAPPY, new SimpleGroup(none).append("n", 1L));

        assertThat(read(0).get(0).whyUnreadable()).contains("it has no column of images");
    }

    private static Group image(int value, String caption, Long label) {
        Group row = new SimpleGroup(HUGGING_FACE);
        row.addGroup("image").append("bytes", binary(value)).append("path", "x.png");
        if (label != null) {
            row.append("label", label);
        }
        return caption == null ? row : row.append("caption", caption);
    }

    private static Binary binary(int value) {
        byte b = (byte) value;
        return Binary.fromConstantByteArray(new byte[] {b, b, b});
    }

    private void write(MessageType schema, CompressionCodecName codec, Group... rows)
            throws Exception {
        file = directory.resolve("data.parquet");
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withConf(new PlainParquetConfiguration())
                        .withType(schema)
                        .withExtraMetaData(metadata)
                        .withCodecFactory(new PlainCodecs())
                        .withCompressionCodec(codec)
                        .withRowGroupSize(500L)
                        .withPageSize(100)
                        .withMinRowCountForPageSizeCheck(1)
                        .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
    }

    private List<SourceRecord> read(long done) throws Exception {
        List<SourceRecord> records = new ArrayList<>();
        try (ParquetEventReader reader =
                ParquetEventReader.open(
                        new org.apache.flink.core.fs.Path(file.toUri()),
                        "sub/data.parquet",
                        99,
                        MOST_BYTES,
                        done)) {
            for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
                records.add(batch.next().getRecord());
            }
        }
        return records;
    }

    private static ImageEvent event(SourceRecord record) throws Exception {
        return new SingleObjectCodec<>(ImageEvent.class).decode(record.value());
    }
}
