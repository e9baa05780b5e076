package io.beitstream.model;

import org.jspecify.annotations.Nullable;

/**
 * The features of one image.
 *
 * @param vector the embedding
 * @param patches the patch tokens, {@code N * D} floats, patches in row-major order; null unless
 *     selected
 * @param classification its class; null unless selected
 */
public record Embedding(
        float[] vector, float @Nullable [] patches, @Nullable Classification classification) {
    /** Features without classes. */
    public Embedding(float[] vector, float @Nullable [] patches) {
        this(vector, patches, null);
    }
}
