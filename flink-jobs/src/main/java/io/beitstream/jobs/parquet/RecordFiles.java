package io.beitstream.jobs.parquet;

import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * Our records as Parquet files: a column for each field of the Avro record, of the same name. Lists
 * have the three levels that the format's specification asks for, attributes are a map, provenance
 * is a struct, times are milliseconds in UTC, enumerations are strings.
 */
public final class RecordFiles {
    /**
     * What a row group holds before it is compressed: ten thousand embeddings of ViT-B. Readers
     * take a row group at a time, and a writer keeps one in the heap.
     */
    private static final long ROW_GROUP_BYTES = 32 << 20;

    private static final int PAGE_BYTES = 1 << 20;

    /** The setting of parquet-avro that names the reader's schema. */
    private static final String READ_SCHEMA = "parquet.avro.read.schema";

    private RecordFiles() {}

    /** Opens a new file for records of a type. */
    public static <T extends SpecificRecord> ParquetWriter<T> writer(OutputFile file, Class<T> type)
            throws IOException {
        SpecificData data = SpecificData.getForClass(type);
        ParquetConfiguration lists = new PlainParquetConfiguration();
        lists.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
        return AvroParquetWriter.<T>builder(file)
                .withSchema(columns(data.getSchema(type)))
                .withDataModel(data)
                .withConf(lists)
                .withCodecFactory(new PlainCodecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                // Floats hardly repeat, but their high bytes are alike: side by side they compress.
                .withDictionaryEncoding("vector.list.element", false)
                .withByteStreamSplitEncoding(true)
                .build();
    }

    /** The record's schema, with a string for each enumeration: most readers know no other. */
    private static Schema columns(Schema record) {
        List<Schema.Field> fields =
                record.getFields().stream()
                        .map(
                                field ->
                                        field.schema().getType() == Schema.Type.ENUM
                                                ? new Schema.Field(
                                                        field.name(),
                                                        Schema.create(Schema.Type.STRING),
                                                        field.doc())
                                                : new Schema.Field(field, field.schema()))
                        .toList();
        return Schema.createRecord(
                record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    /** Reads records of a type back; what an older file lacks has its default. */
    public static <T extends SpecificRecord> ParquetReader<T> reader(Path path, Class<T> type)
            throws IOException {
        new SingleObjectCodec<>(type); // lets Avro make our records
        SpecificData data = SpecificData.getForClass(type);
        PlainParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.set(READ_SCHEMA, data.getSchema(type).toString());
        return AvroParquetReader.<T>builder(open(path), configuration)
                .withDataModel(data)
                .withCompatibility(true)
                .withCodecFactory(new PlainCodecs())
                .build();
    }

    /** How many records a file holds, as its end tells. */
    public static long count(Path path) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(open(path), readOptions())) {
            return reader.getRecordCount();
        }
    }

    /** How files are read without Hadoop. */
    public static ParquetReadOptions readOptions() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PlainCodecs())
                .withUseHadoopVectoredIo(false)
                .build();
    }

    private static InputFile open(Path path) throws IOException {
        var files = path.getFileSystem();
        return new ParquetInputFile(files.open(path), files.getFileStatus(path).getLen());
    }
}
