package io.beitstream.jobs.source;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.io.input.ProxyInputStream;

/**
 * A file's bytes that remember whether the storage failed: only what is wrong with the bytes
 * themselves is the file's fault.
 */
final class StorageStream extends ProxyInputStream {
    private boolean failed;

    StorageStream(InputStream file) {
        super(file);
    }

    @Override
    protected void handleIOException(IOException e) throws IOException {
        failed = true;
        throw e;
    }

    /** Whether an error came from the storage, which may work the next time. */
    boolean hasFailed() {
        return failed;
    }
}
