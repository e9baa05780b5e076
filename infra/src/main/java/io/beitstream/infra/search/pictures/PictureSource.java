package io.beitstream.infra.search.pictures;

import io.beitstream.infra.search.IndexedImage;
import java.io.IOException;
import java.util.Optional;

/** Finds the encoded pictures of indexed images. Thread-safe, and bounded in time. */
public interface PictureSource extends AutoCloseable {
    /** Knows no picture at all. */
    PictureSource NONE = image -> Optional.empty();

    /**
     * The encoded picture; empty if it is not to be had: it was deleted, or may not be read.
     *
     * @throws IOException if whoever keeps it does not answer now
     */
    Optional<byte[]> encoded(IndexedImage image) throws IOException;

    @Override
    default void close() {}
}
