package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Finds the store that a URI names, if it may be read. */
final class Stores implements AutoCloseable {
    private final FetchOptions options;
    private final Transport http;
    private final Map<FileRoot, Store> files = new LinkedHashMap<>();

    Stores(
            FetchOptions options,
            DeadlineTimer timer,
            Map<String, FileStore> fileStores,
            Supplier<Transport> http) {
        this.options = options;
        Map<String, FileStore> byScheme = new HashMap<>(fileStores);
        byScheme.putIfAbsent("file", new LocalFileStore(options.access()));
        for (String text : options.access().fileRoots()) {
            FileRoot root = FileRoot.parse(text);
            FileStore store = byScheme.get(root.scheme());
            if (store == null) {
                throw new IllegalArgumentException(
                        "there is no file system for the scheme of '%s'".formatted(text));
            }
            Transport transport = new FileTransport(options.limits(), timer, store);
            files.put(root, new Store(root.name(), FileTransport.AT_ONCE, transport));
        }
        this.http = http.get();
    }

    /**
     * @throws AttemptException if the URI must not be fetched
     */
    Store of(URI uri) throws AttemptException {
        String scheme = HttpTarget.schemeOf(uri);
        if (!options.access().schemes().contains(scheme)) {
            throw refusal("scheme-not-allowed", "the scheme is not allowed");
        }
        if (HttpTarget.isHttp(scheme)) {
            HttpTarget target = HttpTarget.of(uri, options.access());
            return new Store(target.store(), options.limits().perStore(), http);
        }
        if (uri.isOpaque() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refusal("malformed-uri", "it names no file");
        }
        for (Map.Entry<FileRoot, Store> file : files.entrySet()) {
            if (isBelow(file.getKey(), uri)) {
                return file.getValue();
            }
        }
        throw refusal("file-not-allowed", "it is not below an allowed folder");
    }

    private static boolean isBelow(FileRoot root, URI uri) throws AttemptException {
        try {
            return root.holds(uri);
        } catch (InvalidPathException e) {
            throw refusal("malformed-uri", "it names no file");
        }
    }

    private static AttemptException refusal(String errorClass, String message) {
        return new AttemptException(Blame.REFUSED, errorClass, message);
    }

    @Override
    public void close() {
        http.close();
        files.values().forEach(store -> store.transport().close());
    }
}
