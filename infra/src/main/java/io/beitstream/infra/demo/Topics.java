package io.beitstream.infra.demo;

/** The names of the four topics. */
public record Topics(String images, String tokens, String embeddings, String deadLetters) {
    public static final Topics DEFAULT =
            new Topics("images", "visual-tokens", "image-embeddings", "dead-letters");
}
