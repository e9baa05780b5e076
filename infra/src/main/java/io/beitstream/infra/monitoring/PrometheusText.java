package io.beitstream.infra.monitoring;

import io.beitstream.jobs.metrics.BeitstreamMetric;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes metrics in Prometheus' text format: all values of one metric stand together. */
final class PrometheusText {
    private final Writer out;

    PrometheusText(Writer out) {
        this.out = out;
    }

    /** Writes a metric that has one value. */
    void sample(BeitstreamMetric metric, double value, String... labels) throws IOException {
        begin(metric);
        value(metric, value, labels);
    }

    /** Says what a metric is; its values follow. */
    void begin(BeitstreamMetric metric) throws IOException {
        String name = metric.prometheusName();
        out.write("# HELP %s %s: %s\n".formatted(name, metric.unit(), metric.meaning()));
        out.write("# TYPE %s %s\n".formatted(name, metric.kind().label()));
    }

    /**
     * Writes a value.
     *
     * @param values of the labels of its scope, in their order
     */
    void value(BeitstreamMetric metric, double value, String... values) throws IOException {
        List<String> labels = metric.scope().labels();
        StringBuilder line = new StringBuilder(metric.prometheusName());
        for (int i = 0; i < labels.size(); i++) {
            line.append(i == 0 ? '{' : ',').append(labels.get(i));
            line.append("=\"").append(escaped(values[i])).append('"');
        }
        out.write(line.append("} ").append(value).append('\n').toString());
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
