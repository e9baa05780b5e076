package io.beitstream.jobs.fetch;

import io.beitstream.jobs.outcome.StageException;
import io.beitstream.jobs.thread.DaemonThreads;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.core.fs.Path;

/** Reads {@code file:} URIs, and any other scheme for which Flink has a file system plugin. */
final class FileSystemImageFetcher implements ImageFetcher {
    private final int maxBytes;
    private final ExecutorService executor;

    FileSystemImageFetcher(FetchOptions options, int threads) {
        this.maxBytes = options.maxBytes();
        this.executor =
                Executors.newFixedThreadPool(threads, new DaemonThreads("beitstream-file-fetch"));
    }

    @Override
    public CompletableFuture<byte[]> fetch(URI uri) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        executor.execute(() -> complete(result, uri));
        return result;
    }

    private void complete(CompletableFuture<byte[]> result, URI uri) {
        try {
            Path path = new Path(uri);
            try (InputStream in = path.getFileSystem().open(path)) {
                byte[] bytes = in.readNBytes(maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw new StageException(
                            "image-too-large",
                            uri + " is larger than the limit of " + maxBytes + " bytes");
                }
                result.complete(bytes);
            }
        } catch (FileNotFoundException e) {
            result.completeExceptionally(
                    new StageException("file-not-found", "there is no " + uri));
        } catch (IOException e) {
            result.completeExceptionally(
                    new StageException(
                            "file-unreadable", "cannot read " + uri + ": " + e.getMessage()));
        } catch (StageException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
