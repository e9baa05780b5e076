package io.beitstream.infra.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.task.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of a run, as a tree that is laid over a preset piece by piece: every setting has a
 * dotted name, such as {@code optimizer.learning_rate}.
 */
public final class Settings {
    /** What a new classifier brings itself. */
    private static final Set<String> OF_CLASSIFIERS = Set.of("num_classes", "mean_pooling");

    private final ObjectNode tree;

    private Settings(ObjectNode tree) {
        this.tree = tree;
    }

    /** Begins with a preset. */
    public static Settings of(TrainingConfig preset) {
        return new Settings(ConfigJson.MAPPER.valueToTree(preset));
    }

    /**
     * Begins with the weights of an earlier model. Its architecture is taken over, but for the
     * classifier, and the size of its images.
     */
    public void continueFrom(ModelDirectory model) {
        ObjectNode known = (ObjectNode) tree.get("task").get("architecture");
        JsonNode architecture = ConfigJson.MAPPER.valueToTree(model.config()).get("architecture");
        for (Map.Entry<String, JsonNode> entry : architecture.properties()) {
            if (!OF_CLASSIFIERS.contains(entry.getKey())) {
                known.set(entry.getKey(), entry.getValue());
            }
        }
        ((ObjectNode) tree.get("augmentation")).set("size", architecture.get("img_size"));
        tree.put("init_from", model.path().toAbsolutePath().normalize().toString());
        tree.put("init_id", model.id().toString());
    }

    /**
     * Lays a JSON file over what there is; it may hold any part of the settings.
     *
     * @throws IllegalArgumentException if it is no JSON object, or names a setting that there is
     *     not
     * @throws IOException if it cannot be read
     */
    public void apply(Path file) throws IOException {
        JsonNode json;
        try {
            json = ConfigJson.MAPPER.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException(file + " holds no JSON object");
        }
        apply("", tree, (ObjectNode) json);
    }

    private static void apply(String prefix, ObjectNode under, ObjectNode over) {
        for (Map.Entry<String, JsonNode> entry : over.properties()) {
            JsonNode known = under.get(entry.getKey());
            String name = prefix + entry.getKey();
            if (known == null) {
                throw unknown(name, under);
            } else if (known instanceof ObjectNode part
                    && entry.getValue() instanceof ObjectNode o) {
                apply(name + ".", part, o);
            } else {
                under.set(entry.getKey(), entry.getValue());
            }
        }
    }

    /**
     * Sets one setting; the value is read as JSON, and as text if it is none.
     *
     * @throws IllegalArgumentException if there is no such setting
     */
    public void set(String name, String value) {
        String[] path = name.split("\\.");
        ObjectNode node = tree;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(node.get(path[i]) instanceof ObjectNode part)) {
                throw unknown(name, node);
            }
            node = part;
        }
        String last = path[path.length - 1];
        if (!node.has(last)) {
            throw unknown(name, node);
        }
        node.set(last, parse(value));
    }

    private static JsonNode parse(String value) {
        try {
            return ConfigJson.MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            return new TextNode(value);
        }
    }

    private static IllegalArgumentException unknown(String name, ObjectNode known) {
        String choices =
                known.properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                "there is no setting %s; where it would stand there are: %s"
                        .formatted(name, choices));
    }

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException naming the setting and what is wrong with it
     */
    public TrainingConfig toConfig() {
        try {
            return ConfigJson.MAPPER.treeToValue(tree, TrainingConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException("there is no setting " + e.getPropertyName(), e);
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
            String path =
                    e.getPath().stream()
                            .map(JsonMappingException.Reference::getFieldName)
                            .collect(Collectors.joining("."));
            String what =
                    cause instanceof IllegalArgumentException
                            ? String.valueOf(cause.getMessage())
                            : e.getOriginalMessage();
            throw new IllegalArgumentException(
                    path.isEmpty() ? what : "setting " + path + ": " + what, e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
