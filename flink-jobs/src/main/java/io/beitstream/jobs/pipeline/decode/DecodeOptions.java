package io.beitstream.jobs.pipeline.decode;

import io.beitstream.jobs.pipeline.reuse.ReuseScope;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder, the squares that are wanted of an image, and the threads that make them.
 *
 * @param decoder limits, and what it does to the pixels besides
 * @param forTokenizer the tokenizer's square; null if the job has none
 * @param forEncoders the squares of the encoders, in their order
 * @param threads decoding at once in one subtask
 * @param reuse within which features of equal files are computed once; null if each is computed
 */
public record DecodeOptions(
        ImageDecoder decoder,
        @Nullable Preprocessing forTokenizer,
        List<Preprocessing> forEncoders,
        int threads,
        @Nullable ReuseScope reuse)
        implements Serializable {
    public DecodeOptions {
        forEncoders = List.copyOf(forEncoders);
        if (forTokenizer == null && forEncoders.isEmpty()) {
            throw new IllegalArgumentException(
                    "neither a tokenizer nor an encoder: nothing to decode for");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("decoding needs at least one thread");
        }
    }
}
