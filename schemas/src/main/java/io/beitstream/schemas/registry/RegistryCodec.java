package io.beitstream.schemas.registry;

import io.beitstream.schemas.ConfluentHeader;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordWalk;
import io.beitstream.schemas.SchemaUnavailableException;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.message.RawMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads one kind of record in Confluent's wire format, whatever version wrote it, or in
 * single-object encoding. Writes single-object encoding. Thread-safe.
 */
class RegistryCodec<T extends SpecificRecord> implements RecordCodec<T> {
    private final SingleObjectCodec<T> singleObject;
    private final WriterSchemas schemas;
    private final SpecificData data;
    private final Schema reader;
    private final Map<Integer, RawMessageDecoder<T>> decoders = new ConcurrentHashMap<>();

    RegistryCodec(Class<T> type, WriterSchemas schemas) {
        this.singleObject = new SingleObjectCodec<>(type);
        this.schemas = schemas;
        this.data = SpecificData.getForClass(type);
        this.reader = data.getSchema(type);
    }

    @Override
    public byte[] encode(T datum) {
        return singleObject.encode(datum);
    }

    @Override
    public T decode(byte[] bytes) throws MalformedRecordException {
        if (!ConfluentHeader.isOn(bytes)) {
            return singleObject.decode(bytes);
        }
        int id = ConfluentHeader.id(bytes);
        try {
            Schema writer = schemas.get(id).get();
            RecordWalk.through(bytes, ConfluentHeader.LENGTH, writer);
            return decoders.computeIfAbsent(id, i -> new RawMessageDecoder<>(data, writer, reader))
                    .decode(
                            ByteBuffer.wrap(
                                    bytes,
                                    ConfluentHeader.LENGTH,
                                    bytes.length - ConfluentHeader.LENGTH));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SchemaUnavailableException unavailable) {
                throw unavailable;
            }
            throw malformed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaUnavailableException("interrupted while asking for schema " + id, e);
        } catch (IOException | RuntimeException e) { // Avro throws whatever it comes upon
            throw malformed(e);
        }
    }

    private MalformedRecordException malformed(Throwable cause) {
        return new MalformedRecordException(
                "not %s in Confluent's wire format: %s"
                        .formatted(reader.getName(), cause.getMessage()),
                cause);
    }

    @Override
    public CompletableFuture<Void> whenReadable(byte[] bytes) {
        if (!ConfluentHeader.isOn(bytes)) {
            return CompletableFuture.completedFuture(null);
        }
        return schemas.get(ConfluentHeader.id(bytes))
                .handle(
                        (schema, error) -> {
                            if (error instanceof SchemaUnavailableException unavailable) {
                                throw unavailable;
                            }
                            return null;
                        });
    }
}
