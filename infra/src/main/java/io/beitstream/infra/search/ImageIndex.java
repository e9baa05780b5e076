package io.beitstream.infra.search;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images that can be searched while new ones are coming in. Thread-safe. Every call sees what was
 * indexed a second before, or later.
 */
public interface ImageIndex {
    IndexStatus status() throws IOException;

    /** The image of this id, if there is one. */
    Optional<IndexedImage> image(String id) throws IOException;

    /** The vector of the image of this id, of length 1, if there is one. */
    Optional<float[]> vector(String id) throws IOException;

    /**
     * The nearest images to a vector by cosine, best first.
     *
     * @param count how many at most
     * @param attributes that each must have, with these values
     * @throws IllegalArgumentException if the vector has another dimension than the index's, is not
     *     finite, or has no length
     */
    List<Hit> nearest(float[] vector, int count, Map<String, String> attributes) throws IOException;

    /**
     * Near duplicates of an image, the image itself left out: many visual tokens shared, and a
     * cosine close to 1; best first. Empty if the image is unknown or has no tokens.
     */
    List<Hit> duplicates(String id, int count) throws IOException;

    /** The images that came in last, newest first. */
    List<IndexedImage> newest(int count) throws IOException;
}
