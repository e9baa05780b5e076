package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.rollout.DriftWindow;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The gauges of a candidate that computes every image beside the model that serves. */
public final class ShadowMetrics {
    private ShadowMetrics() {}

    /** Registers the gauges with the operator. */
    public static void register(MetricGroup operator, DriftWindow drift) {
        MetricGroup group = MetricScope.OPERATOR.in(operator);
        group.gauge(
                BeitstreamMetric.SHADOW_COSINE_MEAN.label(),
                (Gauge<Double>) () -> drift.content().mean());
        group.gauge(
                BeitstreamMetric.SHADOW_COSINE_P05.label(),
                (Gauge<Double>) () -> drift.content().p05());
        group.gauge(
                BeitstreamMetric.IMAGES_SHADOWED.label(),
                (Gauge<Long>) () -> drift.content().seen());
    }
}
