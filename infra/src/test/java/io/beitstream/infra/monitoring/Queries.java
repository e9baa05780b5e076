package io.beitstream.infra.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the dashboard and the alerts ask Prometheus. */
final class Queries {
    static final Path ALERTS = Path.of("monitoring", "alerts.yml");
    private static final Path DASHBOARD = Path.of("monitoring", "grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\b(flink|beitstream)_\\w+");

    private Queries() {}

    /** Those of the dashboard, for all jobs. */
    static List<String> ofDashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        return dashboard.findValues("expr").stream()
                .map(query -> query.asText().replace("$job", ".*"))
                .toList();
    }

    /** Those of the alerts, each on one line. */
    static List<String> ofAlerts() throws IOException {
        return Files.readAllLines(ALERTS).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("expr: "))
                .map(line -> line.substring("expr: ".length()))
                .toList();
    }

    /** The metrics that queries name. */
    static Set<String> metrics(List<String> queries) {
        Set<String> names = new TreeSet<>();
        for (String query : queries) {
            Matcher metric = METRIC.matcher(query);
            while (metric.find()) {
                names.add(metric.group());
            }
        }
        return names;
    }
}
