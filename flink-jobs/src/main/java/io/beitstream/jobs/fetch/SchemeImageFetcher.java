package io.beitstream.jobs.fetch;

import io.beitstream.jobs.outcome.StageException;
import java.net.URI;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Sends each URI to the fetcher of its scheme, and refuses schemes that are not allowed. */
public final class SchemeImageFetcher implements ImageFetcher {
    private static final int FILE_THREADS = 4;

    private final FetchOptions options;
    private final ImageFetcher http;
    private final ImageFetcher files;

    public SchemeImageFetcher(FetchOptions options) {
        this(
                options,
                new HttpImageFetcher(options, HttpImageFetcher.Delay.REAL),
                new FileSystemImageFetcher(options, FILE_THREADS));
    }

    SchemeImageFetcher(FetchOptions options, ImageFetcher http, ImageFetcher files) {
        this.options = options;
        this.http = http;
        this.files = files;
    }

    @Override
    public CompletableFuture<byte[]> fetch(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!options.allowedSchemes().contains(scheme)) {
            return CompletableFuture.failedFuture(
                    new StageException(
                            "scheme-not-allowed",
                            "the scheme of %s is not among %s"
                                    .formatted(uri, new TreeSet<>(options.allowedSchemes()))));
        }
        return (scheme.startsWith("http") ? http : files).fetch(uri);
    }

    @Override
    public void close() {
        http.close();
        files.close();
    }
}
