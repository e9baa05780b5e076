package io.beitstream.jobs.metrics;

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The gauges of an operator that runs a stage. */
public final class OperatorMetrics {
    private OperatorMetrics() {}

    /**
     * Registers the gauges with the operator.
     *
     * @param others by name
     */
    public static void register(
            MetricGroup operator,
            IntSupplier inFlight,
            IntSupplier aside,
            LongSupplier lastDrainMillis,
            Map<String, IntSupplier> others) {
        MetricGroup group = operator.addGroup(MetricNames.GROUP);
        group.gauge(MetricNames.IMAGES_IN_FLIGHT, (Gauge<Integer>) inFlight::getAsInt);
        group.gauge(MetricNames.IMAGES_ASIDE, (Gauge<Integer>) aside::getAsInt);
        others.forEach((name, gauge) -> group.gauge(name, (Gauge<Integer>) gauge::getAsInt));
        group.gauge(MetricNames.LAST_DRAIN_MS, (Gauge<Long>) lastDrainMillis::getAsLong);
    }
}
