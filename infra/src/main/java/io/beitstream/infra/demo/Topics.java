package io.beitstream.infra.demo;

import io.beitstream.schemas.registry.TopicRecord;
import java.util.List;

/** The names of the four topics. */
public record Topics(String images, String tokens, String embeddings, String deadLetters) {
    public static final Topics DEFAULT =
            new Topics("images", "visual-tokens", "image-embeddings", "dead-letters");

    /** The topics, and the kind of records in each. */
    public List<TopicRecord> records() {
        return List.of(
                new TopicRecord(images, "ImageEvent"),
                new TopicRecord(tokens, "TokenSequence"),
                new TopicRecord(embeddings, "ImageEmbedding"),
                new TopicRecord(deadLetters, "DeadLetter"));
    }
}
