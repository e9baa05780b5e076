package io.beitstream.infra.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * What comes of a file.
 *
 * @param from its first byte here: what was asked for, or 0
 * @param total bytes of the whole file; {@link RemoteFile#UNKNOWN} where nobody tells
 * @param version changes with the file; empty where nobody tells, and then no part can be gone on
 *     with
 */
record RemoteBody(InputStream stream, long from, long total, String version) implements Closeable {
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
