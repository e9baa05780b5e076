package io.beitstream.jobs.pipeline.outcome;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What networks have computed of an image.
 *
 * @param content what identifies the image's file; null if nobody asks
 * @param codes null before the tokenizer, or without one
 * @param vectors of the encoders that have run, in their order
 * @param reused whether all of it was computed of an earlier image with the same file
 */
public record Features(
        @Nullable ContentHash content,
        @Nullable Codes codes,
        List<Vectors> vectors,
        boolean reused) {
    static final Features NONE = new Features(null, null, List.of(), false);

    Features of(@Nullable ContentHash newContent) {
        return new Features(newContent, codes, vectors, reused);
    }

    Features with(Codes newCodes) {
        return new Features(content, newCodes, vectors, reused);
    }

    Features with(Vectors next) {
        return new Features(
                content, codes, Stream.concat(vectors.stream(), Stream.of(next)).toList(), reused);
    }

    Features again() {
        return new Features(content, codes, vectors, true);
    }
}
