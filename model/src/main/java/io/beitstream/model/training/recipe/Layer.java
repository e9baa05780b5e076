package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.beitstream.model.checkpoint.ConfigJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some settings, from one place: a shipped recipe, a user's file, an option.
 *
 * @param source the place, for messages
 * @param extended the recipe that they are to be laid over; null if they name none
 */
record Layer(String source, @Nullable String extended, ObjectNode settings) {
    private static final String EXTENDS = "extends";
    private static final ObjectReader READER =
            ConfigJson.MAPPER
                    .readerFor(JsonNode.class)
                    .with(
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** No settings. */
    static Layer none() {
        return new Layer("", null, ConfigJson.MAPPER.createObjectNode());
    }

    /**
     * The settings in a file's text.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    static Layer of(String source, String text) {
        JsonNode json;
        try {
            json = READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s is not JSON: %s".formatted(source, e.getOriginalMessage()), e);
        }
        if (!(json instanceof ObjectNode settings)) {
            throw new IllegalArgumentException(source + " holds no JSON object");
        }
        JsonNode extended = settings.remove(EXTENDS);
        if (extended != null && !extended.isTextual()) {
            throw new IllegalArgumentException(
                    "%s: extends is %s, but must be a recipe's name".formatted(source, extended));
        }
        return new Layer(source, extended == null ? null : extended.textValue(), settings);
    }

    /**
     * One setting.
     *
     * @param name dotted, such as {@code optimizer.beta2}
     */
    static Layer of(String source, String name, JsonNode value) {
        ObjectNode settings = ConfigJson.MAPPER.createObjectNode();
        String[] path = name.split("\\.", -1);
        ObjectNode node = settings;
        for (int i = 0; i < path.length - 1; i++) {
            node = node.putObject(path[i]);
        }
        node.set(path[path.length - 1], value);
        return new Layer(source, null, settings);
    }

    /** A value as it is written on a command line: JSON, or a text if it is none. */
    static JsonNode value(String text) {
        try {
            JsonNode json = READER.readTree(text);
            return json.isMissingNode() ? new TextNode(text) : json;
        } catch (JsonProcessingException e) {
            return new TextNode(text);
        }
    }

    /** Lays these settings over others; null takes a setting away (RFC 7396). */
    void over(ObjectNode others) {
        merge(others, settings);
    }

    private static void merge(ObjectNode under, ObjectNode over) {
        for (Map.Entry<String, JsonNode> entry : over.properties()) {
            String key = entry.getKey();
            if (entry.getValue() instanceof ObjectNode part) {
                merge(
                        under.get(key) instanceof ObjectNode known ? known : under.putObject(key),
                        part);
            } else if (entry.getValue().isNull()) {
                under.remove(key);
            } else {
                under.set(key, entry.getValue());
            }
        }
    }
}
