package io.beitstream.model;

import io.beitstream.model.image.RgbImage;
import java.util.List;

/** Rebuilds images from visual tokens. Calls may come from any thread. */
public interface PixelDecoder extends AutoCloseable {
    ModelId id();

    /**
     * Checks whose codes are to be decoded.
     *
     * @throws IllegalArgumentException if they are another tokenizer's
     */
    void requireTokenizer(ModelId tokenizer);

    /**
     * Rebuilds images.
     *
     * @param codes of one image each, row-major
     */
    List<RgbImage> decode(List<int[]> codes);

    @Override
    void close();
}
