package io.beitstream.infra.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.task.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/** The settings of runs, compared; every setting has a dotted name. */
public final class Settings {
    private Settings() {}

    /** The settings in which two runs differ, by dotted name, with both values. */
    public static List<String> differences(TrainingConfig first, TrainingConfig second) {
        List<String> differences = new ArrayList<>();
        compare(
                "",
                ConfigJson.MAPPER.valueToTree(first),
                ConfigJson.MAPPER.valueToTree(second),
                differences);
        return differences;
    }

    private static void compare(
            String name, JsonNode first, JsonNode second, List<String> differences) {
        if (first instanceof ObjectNode object && second instanceof ObjectNode other) {
            object.properties()
                    .forEach(
                            entry ->
                                    compare(
                                            name.isEmpty()
                                                    ? entry.getKey()
                                                    : name + "." + entry.getKey(),
                                            entry.getValue(),
                                            other.path(entry.getKey()),
                                            differences));
        } else if (!first.equals(second)) {
            differences.add("%s is %s, was %s".formatted(name, second, first));
        }
    }
}
