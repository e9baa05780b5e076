package io.beitstream.jobs.pipeline.outcome;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image besides its pixels, on its whole way.
 *
 * @param imageId null only for an event that could not be read
 * @param eventTime in milliseconds since the epoch; null if its producer did not say
 */
public record ImageContext(
        SourceRecord source,
        @Nullable String imageId,
        @Nullable Long eventTime,
        Map<String, String> attributes) {
    /** The context of a record that is not understood (yet). */
    public static ImageContext unread(SourceRecord source) {
        return new ImageContext(source, null, null, Map.of());
    }
}
