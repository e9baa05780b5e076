package io.beitstream.jobs.metrics;

import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Locale;
import org.apache.flink.metrics.MetricGroup;

/** Where metrics stand, for Flink and for Prometheus. */
public enum MetricScope {
    /** Of one stage: source, fetch, decode (in the operator prepare), tokenize or encode. */
    STAGE("beitstream.stage.STAGE", "stage"),
    /** Of one cause of dead letters at one stage; in the operator route. */
    CAUSE("beitstream.stage.STAGE.cause.CAUSE", "stage", "cause"),
    /** Of one encoder, by its name on the command line; in the operator route. */
    ENCODER("beitstream.encoder.ENCODER", "encoder"),
    /** Of an operator, which its label operator_name tells. */
    OPERATOR("beitstream"),
    /** Of a trainer. */
    TRAINING("beitstream.training"),
    /** Of an index, which is no Flink job. */
    INDEX("", "index"),
    /** Of an index, by the reason why records were not taken. */
    INDEX_REASON("", "index", "reason");

    /** Group of all our metrics. */
    private static final String GROUP = "beitstream";

    private static final String OF_FLINK = "flink_taskmanager_job_task_operator_";

    /** The encoder of a job that has but one, without a name. */
    private static final String NAMELESS = "default";

    private final String group;
    private final List<String> labels;

    MetricScope(String group, String... labels) {
        this.group = group;
        this.labels = List.of(labels);
    }

    /** Flink's group, values in capitals; empty outside of Flink. */
    public String group() {
        return group;
    }

    /** Labels that Prometheus sees, besides those of Flink. */
    public List<String> labels() {
        return labels;
    }

    /** What Prometheus' names of its metrics begin with. */
    public String prometheusPrefix() {
        if (group.isEmpty()) {
            return "beitstream_index_";
        }
        StringBuilder prefix = new StringBuilder(OF_FLINK);
        for (String part : group.split("\\.")) {
            boolean isValue = part.equals(part.toUpperCase(Locale.ROOT));
            prefix.append(isValue ? "" : part + "_");
        }
        return prefix.toString();
    }

    /** A stage as the value of a label. */
    static String value(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The group of this scope in that of an operator.
     *
     * @param values of the labels, in their order
     */
    public MetricGroup in(MetricGroup operator, String... values) {
        MetricGroup found = operator.addGroup(GROUP);
        if (this == TRAINING) {
            return found.addGroup("training");
        }
        for (int i = 0; i < labels.size(); i++) {
            found = found.addGroup(labels.get(i), values[i].isEmpty() ? NAMELESS : values[i]);
        }
        return found;
    }
}
