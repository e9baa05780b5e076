package io.beitstream.jobs.metrics;

import io.beitstream.model.TrainingMetric;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The last step of a trainer as gauges; what a task does not report reads as not a number. */
public final class TrainingMetrics {
    private final Map<TrainingMetric, Double> last = new ConcurrentHashMap<>();

    private TrainingMetrics() {}

    /** Registers a gauge for each metric of a step with the operator. */
    public static TrainingMetrics register(MetricGroup operator) {
        TrainingMetrics metrics = new TrainingMetrics();
        MetricGroup group = MetricScope.TRAINING.in(operator);
        for (TrainingMetric metric : TrainingMetric.values()) {
            if (!metric.ofRound()) {
                group.gauge(
                        metric.label(),
                        (Gauge<Double>) () -> metrics.last.getOrDefault(metric, Double.NaN));
            }
        }
        return metrics;
    }

    /** Takes over what a step reports. */
    public void update(Map<TrainingMetric, Double> values) {
        last.putAll(values);
    }
}
