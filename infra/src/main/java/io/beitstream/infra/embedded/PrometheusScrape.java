package io.beitstream.infra.embedded;

import java.io.IOException;
import java.io.Writer;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;

/** The metrics of one cluster in this JVM, as Flink's Prometheus reporter names them. */
public final class PrometheusScrape {
    private final String id = UUID.randomUUID().toString();

    /** The configuration of the cluster whose metrics are meant. */
    public Configuration configuration() {
        return PrometheusTextReporterFactory.configuration(id);
    }

    /** Writes all metrics in Prometheus' text format; nothing before the cluster is there. */
    public void write(Writer out) throws IOException {
        PrometheusTextReporter reporter = PrometheusTextReporter.find(id);
        if (reporter != null) {
            reporter.write(out);
        }
    }

    /**
     * The sum of a metric over all subtasks; 0 if there is none.
     *
     * @param name as Prometheus sees it
     */
    public double sum(String name) {
        PrometheusTextReporter reporter = PrometheusTextReporter.find(id);
        return reporter == null ? 0 : reporter.sum(name);
    }
}
