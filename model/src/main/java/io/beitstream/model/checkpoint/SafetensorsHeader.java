package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JSON header of a safetensors file as it stands; whether it fits the file is not its question.
 * Read token by token, since a tree of a hostile header would be a hundred times its size.
 *
 * @param tensors what is said of each tensor, by name, in the header's order
 * @param metadata the free text of {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    private static final int MAX_DIMENSIONS = 8;
    private static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    /** A tensor by its type's name, its shape, and its first byte and the one after its last. */
    record Entry(String type, long[] shape, long begin, long end) {}

    /**
     * Reads a header.
     *
     * @throws CheckpointException naming the file, if it is malformed
     */
    static SafetensorsHeader parse(Path file, byte[] json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            SafetensorsHeader header =
                    new SafetensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>());
            header.fill(file, parser);
            return header;
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file, "its header is not JSON: " + e.getOriginalMessage());
        }
    }

    private void fill(Path file, JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new CheckpointException(file, "its header is not a JSON object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(METADATA)) {
                readMetadata(parser);
            } else if (tensors.put(name, entry(file, name, parser)) != null) {
                throw new CheckpointException(file, "its header names " + name + " twice");
            }
        }
    }

    private void readMetadata(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            if (parser.nextToken().isScalarValue()) {
                metadata.put(key, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Entry entry(Path file, String name, JsonParser parser) throws IOException {
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                parser.nextToken();
                switch (key) {
                    case "dtype" -> type = parser.getValueAsString();
                    case "shape" -> shape = wholeNumbers(parser);
                    case "data_offsets" -> offsets = wholeNumbers(parser);
                    default -> {}
                }
                parser.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new CheckpointException(file, "the header entry of " + name + " is malformed");
        }
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    /** An array of whole numbers; null if it is something else, or too long for a shape. */
    private static long @org.jspecify.annotations.Nullable [] wholeNumbers(JsonParser parser)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        long[] values = new long[MAX_DIMENSIONS];
        int count = 0;
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && count < MAX_DIMENSIONS) {
            values[count++] = parser.getLongValue();
        }
        return parser.currentToken() == JsonToken.END_ARRAY
                ? java.util.Arrays.copyOf(values, count)
                : null;
    }
}
