package io.beitstream.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Writes and reads one kind of record in Avro's single-object encoding: the bytes C3 01, the
 * fingerprint of the writer's schema, the body. Reads what any version in the {@link SchemaHistory}
 * wrote. Thread-safe.
 */
public final class SingleObjectCodec<T extends IndexedRecord> implements RecordCodec<T> {
    static {
        // Avro instantiates trusted classes only; ours are added to whatever the application
        // trusts.
        ClassSecurityPredicate trustedBefore = ClassSecurityValidator.getGlobal();
        String ours = SingleObjectCodec.class.getPackageName();
        ClassSecurityValidator.setGlobal(
                type -> type.getPackageName().equals(ours) || trustedBefore.isTrusted(type));
    }

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;
    private final String recordName;

    /** A codec for the newest version of a record. */
    public SingleObjectCodec(Class<T> type) {
        this(SpecificData.getForClass(type), SpecificData.getForClass(type).getSchema(type));
    }

    private SingleObjectCodec(GenericData data, Schema schema) {
        this.encoder = new BinaryMessageEncoder<>(data, schema);
        this.decoder = new BinaryMessageDecoder<>(data, schema, SchemaHistory.store());
        this.recordName = schema.getName();
    }

    /**
     * A codec that reads what a schema has of a record, and writes records of it.
     *
     * @param schema a record's own or, for reading, one with some of its fields
     */
    public static SingleObjectCodec<GenericRecord> generic(Schema schema) {
        return new SingleObjectCodec<>(GenericData.get(), schema);
    }

    @Override
    public byte[] encode(T datum) {
        try {
            ByteBuffer buffer = encoder.encode(datum);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    @Override
    public T decode(byte[] bytes) throws MalformedRecordException {
        try {
            RecordWalk.through(bytes);
            return decoder.decode(ByteBuffer.wrap(bytes));
        } catch (IOException | RuntimeException e) { // Avro throws whatever it comes upon
            throw new MalformedRecordException(
                    "not %s in Avro single-object encoding: %s%s"
                            .formatted(recordName, e.getMessage(), hint(bytes)),
                    e);
        }
    }

    private static String hint(byte[] bytes) {
        return ConfluentHeader.isOn(bytes)
                ? " (it begins like Confluent's wire format: --schema-registry reads that)"
                : "";
    }
}
