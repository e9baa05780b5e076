package io.beitstream.jobs.pipeline.decode;

import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The decoder, the squares that are wanted of an image, and the threads that make them.
 *
 * @param decoder limits, and whether EXIF orientation is applied
 * @param forTokenizer the tokenizer's square; null if the job has none
 * @param forEncoder the encoder's square; null if the job has none
 * @param threads decoding at once in one subtask
 */
public record DecodeOptions(
        ImageDecoder decoder,
        @Nullable Preprocessing forTokenizer,
        @Nullable Preprocessing forEncoder,
        int threads)
        implements Serializable {
    public DecodeOptions {
        if (forTokenizer == null && forEncoder == null) {
            throw new IllegalArgumentException(
                    "neither a tokenizer nor an encoder: nothing to decode for");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("decoding needs at least one thread");
        }
    }
}
