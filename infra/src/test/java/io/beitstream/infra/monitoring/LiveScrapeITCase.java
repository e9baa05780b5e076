package io.beitstream.infra.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.PrometheusScrape;
import io.beitstream.infra.search.index.IndexCounts;
import io.beitstream.infra.search.index.IndexProgress;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a running job says of itself is understood by Prometheus, by the dashboard, by the alerts,
 * by probes, and by an OpenTelemetry collector.
 */
@Timeout(120)
class LiveScrapeITCase {
    /** What a machine without a GPU does not have, nor a job whose models stay. */
    private static final List<String> ABSENT =
            Stream.of(
                            BeitstreamMetric.DEVICE_MEMORY_MIB,
                            BeitstreamMetric.SHADOW_COSINE_MEAN,
                            BeitstreamMetric.SHADOW_COSINE_P05,
                            BeitstreamMetric.IMAGES_SHADOWED)
                    .map(BeitstreamMetric::prometheusName)
                    .toList();

    @TempDir static Path directory;
    private static final PrometheusScrape SCRAPE = new PrometheusScrape();
    private static final List<String> READINESS = new ArrayList<>();
    private static Collector collector;
    private static EmbeddedKafka kafka;
    private static EmbeddedFlink flink;
    private static MonitoringServer jobs;
    private static MonitoringServer index;

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        kafka = EmbeddedKafka.start();
        Configuration configuration = SCRAPE.configuration();
        configuration.addAll(openTelemetry(collector.endpoint()));
        flink = EmbeddedFlink.start(2, configuration);
        jobs =
                MonitoringServer.start(
                        "127.0.0.1", 0, SCRAPE::write, new JobHealth(flink, SCRAPE, true));
        index = serveIndex();
        READINESS.add(readiness());
        StreamExecutionEnvironment extraction = flink.environment();
        MonitoredJob.defineExtraction(extraction, kafka, directory);
        flink.submit(extraction, "extraction");
        StreamExecutionEnvironment training = flink.environment();
        MonitoredJob.defineTraining(training);
        flink.submit(training, "training");
        MonitoredJob.publish(kafka);
    }

    @AfterAll
    static void stop() {
        index.close();
        jobs.close();
        flink.close();
        kafka.close();
        collector.close();
    }

    /** As docs/metrics.md shows it. */
    private static Configuration openTelemetry(String endpoint) {
        return Configuration.fromMap(
                Map.of(
                        "metrics.reporter.otel.factory.class",
                        "org.apache.flink.metrics.otel.OpenTelemetryMetricReporterFactory",
                        "metrics.reporter.otel.exporter.protocol",
                        "HTTP",
                        "metrics.reporter.otel.exporter.endpoint",
                        endpoint,
                        "metrics.reporter.otel.service.name",
                        "beitstream",
                        "metrics.reporter.otel.interval",
                        "1 s"));
    }

    private static MonitoringServer serveIndex() throws IOException {
        IndexCounts counts = new IndexCounts(12, 7, 30, Map.of("unreadable", 3L), List.of());
        IndexMonitor monitor =
                new IndexMonitor("photos", () -> new IndexProgress(counts, 5, true, Duration.ZERO));
        return MonitoringServer.start("127.0.0.1", 0, monitor, monitor);
    }

    private static String readiness() throws IOException, InterruptedException {
        return Http.get(jobs.address().resolve("/health/ready")).body();
    }

    @Test
    void aJobIsReadyWhenItHasItsModelsAndItsPartitions() throws Exception {
        while (!readiness().equals("ok\n")) {
            pause();
        }

        assertThat(READINESS.get(0))
                .contains("no job has all its tasks running")
                .contains("no partition of the topic has been assigned");
        assertThat(Http.get(jobs.address().resolve("/health/live")).body()).isEqualTo("ok\n");
    }

    @Test
    void aDeviceThatDoesNotAnswerEndsTheLife() {
        JobHealth hanging = new JobHealth(flink, SCRAPE, true, () -> Duration.ofMinutes(12));

        assertThat(hanging.whyNotLive()).singleElement().asString().contains("for 720 s");
        assertThat(hanging.whyNotReady()).isEqualTo(hanging.whyNotLive());
    }

    @Test
    void aCollectorHearsTheMetrics() throws Exception {
        assertThat(collector.hears("beitstream.stage.imagesIn")).isTrue();
    }

    @Test
    void everyQueryOfTheDashboardAndEveryAlertIsAnswered() throws Exception {
        assumeTrue(PrometheusProcess.isInstalled(), "prometheus is not installed");
        List<URI> targets = List.of(jobs.address(), index.address());
        try (PrometheusProcess prometheus =
                PrometheusProcess.start(directory, Queries.ALERTS, targets)) {
            Set<String> unanswered = new TreeSet<>(Queries.ofDashboard());
            unanswered.removeIf(query -> ABSENT.stream().anyMatch(query::contains));
            long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (!unanswered.isEmpty() && System.nanoTime() < deadline) {
                for (String query : List.copyOf(unanswered)) {
                    if (!prometheus.query(query).isEmpty()) {
                        unanswered.remove(query);
                    }
                }
                pause();
            }
            assertThat(unanswered).isEmpty();

            Set<String> scraped = new TreeSet<>();
            prometheus
                    .ask("api/v1/label/__name__/values")
                    .path("data")
                    .forEach(name -> scraped.add(name.asText()));
            List<String> alerts = Queries.ofAlerts();
            assertThat(scraped).containsAll(Queries.metrics(alerts));
            assertThat(evaluated(prometheus)).hasSize(alerts.size()).containsOnly("ok");
        }
    }

    /** How the evaluation of each alert went. */
    private static List<String> evaluated(PrometheusProcess prometheus)
            throws InterruptedException {
        while (true) {
            List<String> health = new ArrayList<>();
            for (JsonNode group : prometheus.ask("api/v1/rules").path("data").path("groups")) {
                group.path("rules").forEach(rule -> health.add(rule.path("health").asText()));
            }
            if (!health.isEmpty() && !health.contains("unknown")) {
                return health;
            }
            pause();
        }
    }

    /** Between two questions. */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
}
