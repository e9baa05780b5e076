package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.model.checkpoint.ConfigJson;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The values that a setting may have.
 *
 * @param words what a value must be
 */
record ValueType(String words, Predicate<JsonNode> accepted) {
    /** The values that can become a component of this type. */
    static ValueType of(Class<?> type) {
        if (type == int.class) {
            return new ValueType(
                    "a whole number", value -> value.isIntegralNumber() && value.canConvertToInt());
        } else if (type == long.class) {
            return new ValueType(
                    "a whole number",
                    value -> value.isIntegralNumber() && value.canConvertToLong());
        } else if (type == double.class) {
            return new ValueType("a number", JsonNode::isNumber);
        } else if (type == boolean.class) {
            return new ValueType("true or false", JsonNode::isBoolean);
        } else if (type == String.class) {
            return new ValueType("a text in quotes", JsonNode::isTextual);
        } else if (type == List.class) {
            return new ValueType("a list of texts", ValueType::isListOfTexts);
        } else if (type.isEnum()) {
            return oneOf(
                    Arrays.stream(type.getEnumConstants())
                            .map(value -> ConfigJson.MAPPER.valueToTree(value).textValue())
                            .toList());
        }
        throw new IllegalArgumentException("no setting can be a " + type.getSimpleName());
    }

    /** One of some words, in any case. */
    static ValueType oneOf(List<String> words) {
        return new ValueType(
                (words.size() == 1 ? "" : "one of ") + String.join(", ", words),
                value ->
                        value.isTextual()
                                && words.contains(value.textValue().toLowerCase(Locale.ROOT)));
    }

    /** Settings that belong together. */
    static ValueType group(Collection<String> names) {
        return new ValueType("an object of " + String.join(", ", names), JsonNode::isObject);
    }

    boolean has(JsonNode value) {
        return accepted.test(value);
    }

    private static boolean isListOfTexts(JsonNode value) {
        return value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }
}
