package io.beitstream.jobs.fetch;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Gets the bytes behind a URI. The future completes with at most the permitted number of bytes, or
 * with a {@link io.beitstream.jobs.outcome.StageException}; the call itself does not block.
 */
public interface ImageFetcher extends AutoCloseable {
    CompletableFuture<byte[]> fetch(URI uri);

    @Override
    void close();
}
