package io.beitstream.infra.search;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as an index knows it.
 *
 * @param id the id of the image event
 * @param topic where the event came from: a topic, a folder or an archive
 * @param partition of the topic; -1 for files
 * @param offset in the partition, or position in the archive
 * @param eventTimeMillis when the image was made or, where nobody said, came into the stream
 * @param indexedTimeMillis when the index took it
 * @param tokens its visual tokens; null as long as none have arrived
 */
public record IndexedImage(
        String id,
        String topic,
        int partition,
        long offset,
        long eventTimeMillis,
        long indexedTimeMillis,
        Map<String, String> attributes,
        @Nullable TokenGrid tokens) {
    public IndexedImage {
        attributes = Map.copyOf(attributes);
    }
}
