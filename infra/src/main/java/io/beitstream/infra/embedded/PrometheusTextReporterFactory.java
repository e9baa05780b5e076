package io.beitstream.infra.embedded;

import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Lets Flink find the {@link PrometheusTextReporter}. */
public final class PrometheusTextReporterFactory implements MetricReporterFactory {
    private static final String PREFIX = "metrics.reporter.scrape.";
    private static final String ID = "scrape-id";

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new PrometheusTextReporter(properties.getProperty(ID, ""));
    }

    /**
     * The configuration that turns the reporter on.
     *
     * @param id by which it is found
     */
    static Configuration configuration(String id) {
        Configuration configuration = new Configuration();
        configuration.setString(
                PREFIX + "factory.class", PrometheusTextReporterFactory.class.getName());
        configuration.setString(PREFIX + ID, id);
        // So that a cause reads as in dead letters, dashes and all.
        configuration.setString(PREFIX + "filterLabelValueCharacters", "false");
        return configuration;
    }
}
