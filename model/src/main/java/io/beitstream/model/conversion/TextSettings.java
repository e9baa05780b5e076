package io.beitstream.model.conversion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the files beside the weights say of texts. */
final class TextSettings {
    static final String TOKENIZER = ModelDirectory.TEXT_TOKENIZER;

    private TextSettings() {}

    /** The number of the token that texts are padded with. */
    static int padToken(ForeignConfig config, int otherwise) {
        JsonNode token = config.tokenizer().path("pad_token");
        String text = token.isObject() ? token.path("content").asText() : token.asText("");
        Path file = config.directory().resolve(TOKENIZER);
        if (text.isEmpty() || !Files.isRegularFile(file)) {
            return otherwise;
        }
        try {
            return addedToken(file, text, otherwise);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Whether texts are put in lower case first: SigLIP 2 was trained so, and the tokenizer that it
     * took from Gemma does not do it.
     */
    static boolean lowercase(ForeignConfig config) {
        String tokenizer = config.tokenizer().path("tokenizer_class").asText("");
        return tokenizer.startsWith("Gemma") || tokenizer.startsWith("Siglip2");
    }

    /** Reads no more of the file than it must: vocabularies are large. */
    private static int addedToken(Path file, String text, int otherwise) throws IOException {
        JsonFactory json = new ObjectMapper().getFactory();
        try (JsonParser parser = json.createParser(file.toFile())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean added = "added_tokens".equals(parser.currentName());
                parser.nextToken();
                if (added) {
                    JsonNode tokens = parser.readValueAsTree();
                    for (JsonNode token : tokens) {
                        if (token.path("content").asText().equals(text)) {
                            return token.path("id").asInt();
                        }
                    }
                }
                parser.skipChildren();
            }
        }
        return otherwise;
    }
}
