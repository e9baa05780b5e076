package io.beitstream.infra.search.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.beitstream.infra.search.Hit;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.TokenGrid;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as the API shows it; the components are the fields of its JSON.
 *
 * @param eventTime in ISO 8601, as {@code indexedTime}
 * @param similarity of a hit; left out elsewhere
 * @param tokens left out in lists
 * @param vector of length 1; left out unless asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImageJson(
        String id,
        String topic,
        int partition,
        long offset,
        String eventTime,
        String indexedTime,
        Map<String, String> attributes,
        boolean hasTokens,
        @Nullable Double similarity,
        @Nullable TokenGrid tokens,
        float @Nullable [] vector) {
    /** All of an image. */
    static ImageJson whole(IndexedImage image) {
        return of(image, null, image.tokens(), null);
    }

    /** An image in a list. */
    static ImageJson brief(IndexedImage image) {
        return of(image, null, null, null);
    }

    /**
     * An image that was found.
     *
     * @param vector null if nobody asks for it
     */
    static ImageJson of(Hit hit, float @Nullable [] vector) {
        return of(hit.image(), hit.similarity(), null, vector);
    }

    private static ImageJson of(
            IndexedImage image,
            @Nullable Double similarity,
            @Nullable TokenGrid tokens,
            float @Nullable [] vector) {
        return new ImageJson(
                image.id(),
                image.topic(),
                image.partition(),
                image.offset(),
                Instant.ofEpochMilli(image.eventTimeMillis()).toString(),
                Instant.ofEpochMilli(image.indexedTimeMillis()).toString(),
                image.attributes(),
                image.tokens() != null,
                similarity,
                tokens,
                vector);
    }
}
