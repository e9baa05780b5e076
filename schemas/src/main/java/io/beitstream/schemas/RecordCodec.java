package io.beitstream.schemas;

import java.util.concurrent.CompletableFuture;

/** One kind of record as bytes, and back. Thread-safe. */
public interface RecordCodec<T> {
    /** The record as bytes. */
    byte[] encode(T datum);

    /**
     * The record these bytes hold. May wait for what {@link #whenReadable} waits for.
     *
     * @throws MalformedRecordException if they are not a record of this kind
     * @throws SchemaUnavailableException if it cannot be told now
     */
    T decode(byte[] bytes) throws MalformedRecordException;

    /**
     * Completes when {@link #decode} answers at once, and exceptionally with a {@link
     * SchemaUnavailableException} if it cannot be told now.
     */
    default CompletableFuture<Void> whenReadable(byte[] bytes) {
        return CompletableFuture.completedFuture(null);
    }
}
