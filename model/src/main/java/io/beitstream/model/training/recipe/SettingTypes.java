package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that there are, and their types: the components of {@link TrainingConfig}. */
record SettingTypes(RecipeKind kind) {
    /**
     * Refuses settings that there are not, and values of other types.
     *
     * @throws IllegalArgumentException naming the place, the setting and what is allowed
     */
    void require(Layer layer) {
        requireAll(layer.source() + ": ", "", layer.settings(), TrainingConfig.class);
    }

    private void requireAll(String source, String prefix, ObjectNode settings, Class<?> group) {
        Map<String, Class<?>> known = settings(group);
        for (Map.Entry<String, JsonNode> entry : settings.properties()) {
            String name = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            Class<?> type = known.get(entry.getKey());
            if (type == null) {
                throw new IllegalArgumentException(
                        "%sthere is no setting %s; where it would stand there are: %s"
                                .formatted(source, name, String.join(", ", known.keySet())));
            } else if (type.isRecord() && value instanceof ObjectNode part) {
                requireAll(source, name + ".", part, type);
            } else if (!value.isNull()) {
                ValueType allowed = allowed(group, entry.getKey(), type);
                if (!allowed.has(value)) {
                    throw new IllegalArgumentException(
                            "%ssetting %s is %s, but must be %s"
                                    .formatted(source, name, value, allowed.words()));
                }
            }
        }
    }

    private ValueType allowed(Class<?> group, String name, Class<?> type) {
        if (group == kind.task() && name.equals("kind")) {
            return ValueType.oneOf(List.of(kind.taskKind()));
        }
        return type.isRecord() ? ValueType.group(settings(type).keySet()) : ValueType.of(type);
    }

    /** Every setting in the order of the types; null where there is none. */
    ObjectNode complete(ObjectNode settings) {
        return complete(settings, TrainingConfig.class);
    }

    private ObjectNode complete(JsonNode settings, Class<?> group) {
        ObjectNode all = ConfigJson.MAPPER.createObjectNode();
        settings(group)
                .forEach(
                        (name, type) -> {
                            JsonNode value = settings.path(name);
                            if (type.isRecord()) {
                                all.set(name, complete(value, type));
                            } else {
                                all.set(name, value.isMissingNode() ? all.nullNode() : value);
                            }
                        });
        return all;
    }

    /** The dotted names of the settings that have no value. */
    List<String> missing(ObjectNode settings) {
        List<String> missing = new ArrayList<>();
        collectNulls("", complete(settings), missing);
        return missing;
    }

    private static void collectNulls(String prefix, ObjectNode settings, List<String> names) {
        for (Map.Entry<String, JsonNode> entry : settings.properties()) {
            if (entry.getValue() instanceof ObjectNode part) {
                collectNulls(prefix + entry.getKey() + ".", part, names);
            } else if (entry.getValue().isNull()) {
                names.add(prefix + entry.getKey());
            }
        }
    }

    private Map<String, Class<?>> settings(Class<?> group) {
        Map<String, Class<?>> settings = new LinkedHashMap<>();
        if (group == kind.task()) {
            settings.put("kind", String.class);
        }
        for (RecordComponent component : group.getRecordComponents()) {
            Class<?> type = component.getType();
            settings.put(
                    SnakeCaseStrategy.INSTANCE.translate(component.getName()),
                    type == TaskConfig.class ? kind.task() : type);
        }
        return settings;
    }
}
