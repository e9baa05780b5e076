package io.beitstream.infra.embedded;

import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Lets Flink find the {@link StageMetricsReporter}. */
public final class StageMetricsReporterFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new StageMetricsReporter();
    }

    /** The configuration that turns the reporter on. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setString(
                "metrics.reporter.stages.factory.class",
                StageMetricsReporterFactory.class.getName());
        return configuration;
    }
}
