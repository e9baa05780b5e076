package io.beitstream.infra.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.search.index.IndexCounts;
import io.beitstream.infra.search.index.IndexProgress;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexMonitorTest {
    private static IndexMonitor monitor(long lag, boolean caughtUp, Duration sinceStep) {
        IndexCounts counts = new IndexCounts(12, 7, 30, Map.of("without a \"key\"", 3L), List.of());
        return new IndexMonitor(
                "photos", () -> new IndexProgress(counts, lag, caughtUp, sinceStep));
    }

    @Test
    void itsNumbersAreWrittenForPrometheus() throws IOException {
        StringWriter text = new StringWriter();
        monitor(5, true, Duration.ofMillis(250)).write(text);

        assertThat(text.toString().lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "beitstream_index_images{index=\"photos\"} 12.0",
                        "beitstream_index_images_with_tokens{index=\"photos\"} 7.0",
                        "beitstream_index_records_behind{index=\"photos\"} 5.0",
                        "beitstream_index_caught_up{index=\"photos\"} 1.0",
                        "beitstream_index_step_age_seconds{index=\"photos\"} 0.25",
                        "beitstream_index_records_taken{index=\"photos\"} 30.0",
                        "beitstream_index_records_broken{index=\"photos\",reason=\"without a"
                                + " \\\"key\\\"\"} 3.0");
        assertThat(text.toString())
                .contains(
                        "# HELP beitstream_index_images images: that can be found\n"
                                + "# TYPE beitstream_index_images gauge\n");
    }

    @Test
    void itIsReadyWhenAllHasBeenReadOnce() {
        assertThat(monitor(5, false, Duration.ZERO).whyNotReady())
                .containsExactly("5 records of the topics are yet to be read");
        assertThat(monitor(5, true, Duration.ZERO).whyNotReady()).isEmpty();
    }

    @Test
    void itIsLiveWhileItsThreadGoesRound() {
        assertThat(monitor(5, false, Duration.ofMinutes(4)).whyNotLive()).isEmpty();
        assertThat(monitor(5, true, Duration.ofMinutes(6)).whyNotLive())
                .singleElement()
                .asString()
                .contains("stood still for 360 s");
    }
}
