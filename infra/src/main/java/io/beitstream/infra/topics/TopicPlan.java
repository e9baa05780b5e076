package io.beitstream.infra.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a topic is like, or should be.
 *
 * @param settings as Kafka names them; only those that matter here
 */
public record TopicPlan(
        String name, int partitions, int replication, Map<String, String> settings) {
    /** What another differs in; empty if in nothing. */
    List<String> differences(TopicPlan other) {
        List<String> differences = new ArrayList<>();
        if (other.partitions != partitions) {
            differences.add("partitions=%d, not %d".formatted(other.partitions, partitions));
        }
        if (other.replication != replication) {
            differences.add("replicas=%d, not %d".formatted(other.replication, replication));
        }
        settings.forEach(
                (setting, value) -> {
                    String its = other.settings.getOrDefault(setting, "unset");
                    if (!parts(its).equals(parts(value))) {
                        differences.add("%s=%s, not %s".formatted(setting, its, value));
                    }
                });
        return differences;
    }

    /** The order in a list of values means nothing. */
    private static Set<String> parts(String value) {
        return Set.copyOf(Arrays.asList(value.split("\\s*,\\s*")));
    }

    /** What it is like, in words. */
    public String text() {
        return "partitions=%d, replicas=%d, %s"
                .formatted(
                        partitions,
                        replication,
                        settings.entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue())
                                .sorted()
                                .collect(Collectors.joining(", ")));
    }
}
