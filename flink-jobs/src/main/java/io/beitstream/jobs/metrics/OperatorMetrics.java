package io.beitstream.jobs.metrics;

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The gauges of an operator that runs a stage. */
public final class OperatorMetrics {
    private OperatorMetrics() {}

    /**
     * Registers the gauges with the operator.
     *
     * @param others of the scope of operators
     */
    public static void register(
            MetricGroup operator,
            IntSupplier inFlight,
            IntSupplier aside,
            Occupancy occupancy,
            LongSupplier lastDrainMillis,
            Map<BeitstreamMetric, Supplier<Number>> others) {
        MetricGroup group = MetricScope.OPERATOR.in(operator);
        gauge(group, BeitstreamMetric.IMAGES_IN_FLIGHT, inFlight::getAsInt);
        gauge(group, BeitstreamMetric.IMAGES_ASIDE, aside::getAsInt);
        gauge(group, BeitstreamMetric.OPERATOR_OCCUPANCY, occupancy::share);
        gauge(group, BeitstreamMetric.LAST_DRAIN_MS, lastDrainMillis::getAsLong);
        others.forEach((metric, value) -> gauge(group, metric, value));
    }

    /** Registers one gauge with an operator. */
    public static void register(
            MetricGroup operator, BeitstreamMetric metric, Supplier<Number> value) {
        gauge(MetricScope.OPERATOR.in(operator), metric, value);
    }

    private static void gauge(MetricGroup group, BeitstreamMetric metric, Supplier<Number> value) {
        group.gauge(metric.label(), (Gauge<Number>) value::get);
    }
}
