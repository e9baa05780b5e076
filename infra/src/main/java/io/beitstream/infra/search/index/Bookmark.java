package io.beitstream.infra.search.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a commit of an index says of itself. It becomes durable in one step with the documents that
 * it speaks of.
 *
 * @param kind of its vectors; null before the first
 * @param sequence how many images were taken
 * @param images that can be found
 * @param withTokens of these, those with visual tokens
 * @param topicIds by the topics' names
 * @param next the offset of the next record to read, by topic and partition
 * @param retired kinds that this index took the place of
 */
record Bookmark(
        @Nullable VectorKind kind,
        long sequence,
        long images,
        long withTokens,
        Map<String, String> topicIds,
        Map<String, Map<Integer, Long>> next,
        List<PassedOver> passedOver,
        List<VectorKind> retired) {
    static final Bookmark EMPTY =
            new Bookmark(null, 0, 0, 0, Map.of(), Map.of(), List.of(), List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bookmark fromJson(String json) throws IOException {
        return JSON.readValue(json, Bookmark.class);
    }
}
