package io.beitstream.infra.embedded;

import io.beitstream.jobs.metrics.MetricScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * Keeps the metrics of our stages, so that a command in the same JVM can show what operators
 * measured.
 */
public final class StageMetricsReporter implements MetricReporter {
    private static final String STAGE_VARIABLE = "<" + MetricScope.STAGE.labels().get(0) + ">";
    private static final List<Registered> REGISTERED = new CopyOnWriteArrayList<>();

    private record Registered(String stage, String name, Metric metric) {}

    /** Forgets what earlier jobs of this JVM registered. */
    public static void clear() {
        REGISTERED.clear();
    }

    /** The sum of a counter over all subtasks of a stage. */
    public static long count(String stage, String name) {
        return metrics(stage, name, Counter.class).stream().mapToLong(Counter::getCount).sum();
    }

    /** The mean of a histogram over all subtasks of a stage; 0 if nothing was recorded. */
    public static double mean(String stage, String name) {
        double sum = 0;
        double weight = 0;
        for (Histogram histogram : metrics(stage, name, Histogram.class)) {
            long size = histogram.getStatistics().size();
            if (size > 0) {
                sum += histogram.getStatistics().getMean() * size;
                weight += size;
            }
        }
        return weight == 0 ? 0 : sum / weight;
    }

    private static <M extends Metric> List<M> metrics(String stage, String name, Class<M> type) {
        List<M> found = new ArrayList<>();
        for (Registered registered : REGISTERED) {
            if (registered.stage().equals(stage) && registered.name().equals(name)) {
                found.add(type.cast(registered.metric()));
            }
        }
        return found;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        Map<String, String> variables = group.getAllVariables();
        String stage = variables.get(STAGE_VARIABLE);
        if (stage != null) {
            REGISTERED.add(new Registered(stage, name, metric));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        // Kept: the command shows them after the job has ended.
    }
}
