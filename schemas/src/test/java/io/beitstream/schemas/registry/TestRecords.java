package io.beitstream.schemas.registry;

import io.beitstream.schemas.ConfluentHeader;
import io.beitstream.schemas.SchemaHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Records in Confluent's wire format as plain Avro writes and reads them. */
public final class TestRecords {
    private TestRecords() {}

    public static Schema newest(String record) {
        return SchemaHistory.schema(record, SchemaHistory.VERSIONS);
    }

    /** The newest image event with one more field. */
    public static Schema eventWith(String field) {
        String newest = newest("ImageEvent").toString();
        int end = newest.lastIndexOf("]");
        return new Schema.Parser()
                .parse(newest.substring(0, end) + "," + field + newest.substring(end));
    }

    public static byte[] written(int id, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ConfluentHeader.of(id));
        BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, out);
        out.flush();
        return bytes.toByteArray();
    }

    public static GenericRecord read(byte[] bytes, Schema writer, Schema reader)
            throws IOException {
        byte[] body = Arrays.copyOfRange(bytes, ConfluentHeader.LENGTH, bytes.length);
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(body, null));
    }
}
