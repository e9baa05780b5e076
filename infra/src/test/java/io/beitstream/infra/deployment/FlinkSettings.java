package io.beitstream.infra.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/** Flink settings of a manifest: each exists, and the memory adds up. */
record FlinkSettings(Map<String, String> values) {
    private static final List<Class<?>> OPTIONS =
            List.of(
                    CoreOptions.class,
                    JobManagerOptions.class,
                    ResourceManagerOptions.class,
                    SourceReaderOptions.class,
                    TaskManagerOptions.class,
                    WebOptions.class);

    /** Those that carry a name of their own: a reporter's, a resource's. */
    private static final String NAMED =
            "metrics\\.reporter\\.prom\\.(factory\\.class|port|filterLabelValueCharacters)"
                    + "|external-resources"
                    + "|external-resource\\.gpu\\.(amount|driver-factory\\.class|kubernetes\\.config-key)";

    void check() throws Exception {
        Set<String> known = known();
        assertThat(values.keySet()).allMatch(key -> known.contains(key) || key.matches(NAMED));
        assertThat(values.get(CoreOptions.FLINK_JVM_OPTIONS.key()))
                .contains("-Dai.djl.offline=true", "java.util.concurrent=ALL-UNNAMED");
    }

    /** The memory of a task manager; refused by Flink if the parts exceed the whole. */
    TaskExecutorProcessSpec taskManager(String processSize) {
        Configuration configuration = Configuration.fromMap(values);
        configuration.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, MemorySize.parse(processSize));
        return TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    }

    private static Set<String> known() throws IllegalAccessException {
        Set<String> keys = new TreeSet<>();
        for (Class<?> options : OPTIONS) {
            for (Field field : options.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.get(null) instanceof ConfigOption<?> option) {
                    keys.add(option.key());
                }
            }
        }
        return keys;
    }
}
