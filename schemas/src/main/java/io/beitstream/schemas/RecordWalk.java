package io.beitstream.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.SchemaStore;

/**
 * A walk through an encoded record that allocates nothing. Avro's reader allocates what a record
 * declares before it looks whether the bytes are there: 20 bytes can ask for 2 GB. After a walk,
 * every declared length is known to lie within the record.
 */
public final class RecordWalk {
    private static final int HEADER = 10; // C3 01, fingerprint
    private static final SchemaStore WRITERS = SchemaHistory.store();

    private RecordWalk() {}

    /**
     * Walks through a record in single-object encoding. One whose schema is not known, or that has
     * no header, is left to the reader to refuse.
     *
     * @throws IOException if the record ends before what it declares
     */
    static void through(byte[] bytes) throws IOException {
        if (bytes.length < HEADER) {
            return;
        }
        long fingerprint = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Schema writer = WRITERS.findByFingerprint(fingerprint);
        if (writer != null) {
            through(bytes, HEADER, writer);
        }
    }

    /**
     * Walks through a record.
     *
     * @param from where its body begins
     * @param writer the schema it was written with
     * @throws IOException if the record ends before what it declares
     */
    public static void through(byte[] bytes, int from, Schema writer) throws IOException {
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
        try {
            GenericDatumReader.skip(writer, decoder);
        } catch (EOFException e) {
            throw new EOFException("it ends before what it declares");
        }
    }
}
