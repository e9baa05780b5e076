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
 * @param shadows what candidates have computed beside the networks that serve
 */
public record Features(
        @Nullable ContentHash content,
        @Nullable Codes codes,
        List<Vectors> vectors,
        boolean reused,
        List<Shadow> shadows) {
    static final Features NONE = new Features(null, null, List.of(), false, List.of());

    /** The models that have computed it: the tokenizer, then the encoders in their order. */
    public List<String> modelIds() {
        Stream<String> encoders = vectors.stream().map(Vectors::modelId);
        return codes == null
                ? encoders.toList()
                : Stream.concat(Stream.of(codes.modelId()), encoders).toList();
    }

    Features of(@Nullable ContentHash newContent) {
        return new Features(newContent, codes, vectors, reused, shadows);
    }

    Features with(Codes newCodes) {
        return new Features(content, newCodes, vectors, reused, shadows);
    }

    Features with(Vectors next) {
        return new Features(content, codes, appended(vectors, next), reused, shadows);
    }

    Features again() {
        return new Features(content, codes, vectors, true, List.of());
    }

    Features with(Shadow shadow) {
        return new Features(content, codes, vectors, reused, appended(shadows, shadow));
    }

    private static <T> List<T> appended(List<T> list, T next) {
        return Stream.concat(list.stream(), Stream.of(next)).toList();
    }
}
