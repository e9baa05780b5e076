package io.beitstream.schemas.registry;

import io.beitstream.schemas.ConfluentHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.message.RawMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A codec that writes Confluent's wire format too, under an id known beforehand. */
final class WritingRegistryCodec<T extends SpecificRecord> extends RegistryCodec<T> {
    private final byte[] header;
    private final RawMessageEncoder<T> encoder;

    WritingRegistryCodec(Class<T> type, WriterSchemas schemas, int id) {
        super(type, schemas);
        SpecificData data = SpecificData.getForClass(type);
        this.header = ConfluentHeader.of(id);
        this.encoder = new RawMessageEncoder<>(data, data.getSchema(type));
    }

    @Override
    public byte[] encode(T datum) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            bytes.write(header);
            encoder.encode(datum, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }
}
