package io.beitstream.infra.search.index;

import io.beitstream.infra.deadletters.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an index is made of and how.
 *
 * @param folder all that is its own, and nothing else's
 * @param tokens the topic of visual tokens; null if there is none
 * @param switches whether vectors of another kind get an index beside, which takes over when it has
 *     caught up
 * @param rebuild whether to delete what is there, and to read the topics from their beginning
 * @param untilNow whether to stop when all is read that was there at the start
 */
public record IndexOptions(
        String name,
        Path folder,
        KafkaClients kafka,
        String embeddings,
        @Nullable String tokens,
        boolean switches,
        boolean rebuild,
        boolean untilNow,
        Duration commitInterval,
        GraphOptions graph) {
    public static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);

    public IndexOptions {
        if (embeddings.equals(tokens)) {
            throw new IllegalArgumentException(
                    "%s cannot be the topic of embeddings and of tokens: name the other one"
                            .formatted(embeddings));
        }
        if (commitInterval.isNegative() || commitInterval.isZero()) {
            throw new IllegalArgumentException("the time between commits must be positive");
        }
    }
}
