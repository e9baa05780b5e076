package io.beitstream.model;

import io.beitstream.model.image.RgbImage;
import java.util.List;

/** Rebuilds images from visual tokens. Calls may come from any thread. */
public interface PixelDecoder extends AutoCloseable {
    ModelId id();

    /** The id of the tokenizer whose codes it was trained on. */
    String tokenizerId();

    /**
     * Checks whose codes are to be decoded.
     *
     * @throws IllegalArgumentException if they are another tokenizer's
     */
    default void requireTokenizer(ModelId tokenizer) {
        if (!tokenizer.toString().equals(tokenizerId())) {
            throw new IllegalArgumentException(
                    "the decoder %s was trained on the codes of %s, and these are of %s: train one for them (train-decoder)"
                            .formatted(id(), tokenizerId(), tokenizer));
        }
    }

    /**
     * Rebuilds images.
     *
     * @param codes of one image each, row-major
     */
    List<RgbImage> decode(List<int[]> codes);

    @Override
    void close();
}
