package io.beitstream.infra.cli;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.PrometheusScrape;
import io.beitstream.infra.monitoring.Exposition;
import io.beitstream.infra.monitoring.Health;
import io.beitstream.infra.monitoring.JobHealth;
import io.beitstream.infra.monitoring.MonitoringServer;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what a process on this machine says of itself. */
final class MonitoringMixin {
    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description =
                    "serves metrics for Prometheus at /metrics, and probes at /health/live and"
                            + " /health/ready; 0 for a free port (default: none of this)")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            description =
                    "where they are served; anybody who reaches another than loopback may read them"
                            + " (default: "
                            + MonitoringServer.DEFAULT_HOST
                            + ")")
    private @Nullable String host;

    private final PrometheusScrape scrape = new PrometheusScrape();

    /** Refuses what makes no sense. */
    void validate(boolean local) {
        if (port == null && host != null) {
            throw new IllegalArgumentException("--metrics-host is for the --metrics-port");
        }
        if (port != null && !local) {
            throw new IllegalArgumentException(
                    "--metrics-port is for jobs on this machine: on a cluster switch on Flink's own"
                            + " reporter (docs/metrics.md)");
        }
    }

    /** What the cluster of a job needs so that its metrics can be served. */
    Configuration configuration() {
        return port == null ? new Configuration() : scrape.configuration();
    }

    /** Serves a job's metrics and health; null if nobody asked. */
    @Nullable MonitoringServer serveJob(EmbeddedFlink flink, boolean readsTopic, PrintWriter out)
            throws IOException {
        return serve(scrape::write, new JobHealth(flink, scrape, readsTopic), out);
    }

    /** Serves metrics and health; null if nobody asked. */
    @Nullable MonitoringServer serve(Exposition metrics, Health health, PrintWriter out)
            throws IOException {
        if (port == null) {
            return null;
        }
        MonitoringServer server =
                MonitoringServer.start(
                        host == null ? MonitoringServer.DEFAULT_HOST : host, port, metrics, health);
        out.println("metrics at " + server.address() + "metrics");
        out.flush();
        return server;
    }
}
