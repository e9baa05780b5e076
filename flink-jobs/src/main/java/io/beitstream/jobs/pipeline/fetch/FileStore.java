package io.beitstream.jobs.pipeline.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * Where the files of one scheme are read. Calls may block; they are made on threads of their own,
 * which are interrupted when the image is given up. Only URIs below an allowed root come here.
 *
 * <p>Of the exceptions, {@link java.io.FileNotFoundException} and {@link
 * java.nio.file.NoSuchFileException} mean that there is no such file, {@link
 * java.nio.file.AccessDeniedException} that it must not be read, {@link FileRefusedException} that
 * it is not one to read. All others are taken to pass.
 */
public interface FileStore {
    /** Length of a regular file, in bytes. */
    long length(URI uri) throws IOException;

    /** The content of a regular file; the caller closes it. */
    InputStream open(URI uri) throws IOException;
}
