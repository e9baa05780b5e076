package io.beitstream.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.TrainingMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of docs/metrics.md are those of the code; {@code -Dwrite.docs} writes them. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String BEGIN = "<!-- made from BeitstreamMetric and TrainingMetric -->\n";
    private static final String END = "<!-- end of what is made -->\n";

    @Test
    void theTablesAreThoseOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String made = page.substring(0, begin) + tables() + page.substring(page.indexOf(END));
        if (System.getProperty("write.docs") != null) {
            Files.writeString(PAGE, made);
            return;
        }

        assertThat(page)
                .as(
                        "docs/metrics.md is not made from the metrics there are: mvn -pl flink-jobs"
                                + " -am -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dwrite.docs test")
                .isEqualTo(made);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (MetricScope scope : MetricScope.values()) {
            text.append("\n### ").append(heading(scope)).append("\n\n");
            text.append(where(scope)).append("\n\n");
            text.append("| metric | kind | unit | means |\n|---|---|---|---|\n");
            if (scope == MetricScope.TRAINING) {
                for (TrainingMetric metric : TrainingMetric.values()) {
                    if (!metric.ofRound()) {
                        text.append(row(metric.label(), "gauge", "", metric.description()));
                    }
                }
            }
            for (BeitstreamMetric metric : BeitstreamMetric.values()) {
                if (metric.scope() == scope) {
                    text.append(
                            row(
                                    metric.label(),
                                    metric.kind().label(),
                                    metric.unit(),
                                    metric.meaning()));
                }
            }
        }
        return text.append('\n').toString();
    }

    private static String heading(MetricScope scope) {
        return switch (scope) {
            case STAGE -> "Of a stage";
            case CAUSE -> "Of a cause of dead letters";
            case ENCODER -> "Of an encoder";
            case OPERATOR -> "Of an operator";
            case TRAINING -> "Of a trainer: its last step";
            case INDEX -> "Of an index";
            case INDEX_REASON -> "Of an index, by reason";
        };
    }

    private static String where(MetricScope scope) {
        String group = scope.group().isEmpty() ? "" : "Flink's group `" + scope.group() + "`. ";
        String labels =
                scope.labels().isEmpty()
                        ? ""
                        : "; labels `" + String.join("`, `", scope.labels()) + "`";
        return group
                + "Prometheus: `"
                + scope.prometheusPrefix()
                + "` before the name"
                + labels
                + ".";
    }

    private static String row(String name, String kind, String unit, String meaning) {
        return "| `%s` | %s | %s | %s |\n".formatted(name, kind, unit, meaning);
    }
}
