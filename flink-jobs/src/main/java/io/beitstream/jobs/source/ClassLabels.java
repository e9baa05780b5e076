package io.beitstream.jobs.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names behind the numbers of a Parquet file's class columns, as Hugging Face's datasets keep
 * them: {@code info.features.COLUMN.names} of the JSON under {@code huggingface} in its metadata,
 * where {@code _type} is {@code ClassLabel}.
 *
 * @param names of the classes, by column
 */
record ClassLabels(Map<String, List<String>> names) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "huggingface";

    /** Those of a file; none where it does not tell, or cannot be understood. */
    static ClassLabels of(Map<String, String> metadata) {
        JsonNode features;
        try {
            features = JSON.readTree(metadata.getOrDefault(KEY, "{}")).at("/info/features");
        } catch (JsonProcessingException e) {
            return new ClassLabels(Map.of());
        }
        Map<String, List<String>> found = new HashMap<>();
        for (Map.Entry<String, JsonNode> feature : features.properties()) {
            JsonNode names = feature.getValue().path("names");
            if (feature.getValue().path("_type").asText().equals("ClassLabel") && names.isArray()) {
                List<String> list = new ArrayList<>();
                names.forEach(name -> list.add(name.asText()));
                found.put(feature.getKey(), list);
            }
        }
        return new ClassLabels(found);
    }

    /**
     * The name for a column's value; the value itself where there is none, and null for the number
     * -1 of a class column, which stands for no class.
     */
    @Nullable String name(String column, String value) {
        List<String> classes = names.get(column);
        if (classes == null || !value.matches("-?\\d{1,9}")) {
            return value;
        }
        int number = Integer.parseInt(value);
        if (number == -1) {
            return null;
        }
        return number >= 0 && number < classes.size() ? classes.get(number) : value;
    }
}
