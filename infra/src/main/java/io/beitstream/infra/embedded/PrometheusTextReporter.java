package io.beitstream.infra.embedded;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.jspecify.annotations.Nullable;

/**
 * Flink's Prometheus reporter without its server, which would listen on all interfaces. Whoever
 * knows the id of its configuration finds it while its cluster runs.
 */
public final class PrometheusTextReporter extends AbstractPrometheusReporter {
    private static final Map<String, PrometheusTextReporter> OPEN = new ConcurrentHashMap<>();

    private final String id;
    private final CollectorRegistry registry = registryOf(this);

    PrometheusTextReporter(String id) {
        this.id = id;
    }

    /** Flink's own subclasses see it; there is no other way to its numbers but its server. */
    private static CollectorRegistry registryOf(AbstractPrometheusReporter reporter) {
        try {
            var field = AbstractPrometheusReporter.class.getDeclaredField("registry");
            field.setAccessible(true);
            return (CollectorRegistry) field.get(reporter);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another version of Flink's Prometheus reporter", e);
        }
    }

    static @Nullable PrometheusTextReporter find(String id) {
        return OPEN.get(id);
    }

    void write(Writer out) throws IOException {
        TextFormat.write004(out, registry.metricFamilySamples());
    }

    double sum(String name) {
        double sum = 0;
        for (Collector.MetricFamilySamples family :
                Collections.list(registry.filteredMetricFamilySamples(Set.of(name)))) {
            for (Collector.MetricFamilySamples.Sample sample : family.samples) {
                sum += sample.value;
            }
        }
        return sum;
    }

    @Override
    public void open(MetricConfig config) {
        super.open(config);
        OPEN.put(id, this);
    }

    @Override
    public void close() {
        OPEN.remove(id);
        super.close();
    }
}
