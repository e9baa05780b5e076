package io.beitstream.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class OutputMetricsTest {
    private final MetricListener heard = new MetricListener();
    private final OutputMetrics metrics =
            OutputMetrics.register(heard.getMetricGroup(), true, List.of("", "clip"));

    @Test
    void codesAndEmbeddingsAreMeasured() {
        metrics.published(
                image(0, 5_000L)
                        .tokenized(new Codes(new int[] {1, 2}, 1, 2, 8, "t", "p", Precision.FP32))
                        .encoded(vectors(3))
                        .encoded(vectors(4)));

        assertThat(gauge("codebookUsage")).isEqualTo(0.25);
        assertThat(gauge("codebookPerplexity")).isEqualTo(2.0);
        assertThat(gauge("encoder", "default", "normMean")).isEqualTo(3.0);
        assertThat(gauge("encoder", "clip", "normMean")).isEqualTo(4.0);
        assertThat(gauge("encoder", "clip", "normDeviation")).isEqualTo(0.0);
        assertThat(gauge("encoder", "clip", "normDrift")).isEqualTo(Double.NaN);
        assertThat((double) gauge("recordLagSeconds")).isGreaterThan(1e9); // since 1970
        assertThat((double) gauge("eventLagSeconds"))
                .isLessThan((double) gauge("recordLagSeconds"));
        assertThat(gauge("bottleneck")).isEqualTo(1);
    }

    @Test
    void filesHaveNoRecordThatCouldBeLate() {
        metrics.published(image(-1, 5_000L));

        assertThat(gauge("recordLagSeconds")).isEqualTo(Double.NaN);
        assertThat((double) gauge("eventLagSeconds")).isPositive();
    }

    @Test
    void deadLettersAreCountedByCause() {
        bury(Stage.FETCH, "http-404");
        bury(Stage.FETCH, "http-404");
        bury(Stage.DECODE, "image-truncated");

        assertThat(deadLetters("fetch", "http-404")).isEqualTo(2);
        assertThat(deadLetters("decode", "image-truncated")).isEqualTo(1);
    }

    private void bury(Stage stage, String errorClass) {
        ImageInFlight image = image(0, null);
        metrics.buried(
                new Failure(image.context(), image.ticket(), stage, errorClass, "for a test", 1));
    }

    private long deadLetters(String stage, String cause) {
        return heard.getCounter("beitstream", "stage", stage, "cause", cause, "deadLetters")
                .orElseThrow()
                .getCount();
    }

    private Object gauge(String... name) {
        String[] full = new String[name.length + 1];
        full[0] = "beitstream";
        System.arraycopy(name, 0, full, 1, name.length);
        Gauge<Object> gauge = heard.getGauge(full).orElseThrow();
        return gauge.getValue();
    }

    private static ImageInFlight image(int partition, Long eventTime) {
        SourceRecord record = new SourceRecord("images", partition, 1, 2, null, new byte[1]);
        Ticket ticket =
                Ticket.issue(new ByteBudget(9), new ManualTimer(), Duration.ofSeconds(1), 0);
        return ImageInFlight.fetched(
                new ImageContext(record, "id", eventTime, Map.of()), ticket, new byte[1]);
    }

    private static Vectors vectors(float length) {
        return new Vectors(
                new Embedding(new float[] {length}, null),
                FeatureSelection.DEFAULT,
                1,
                "e",
                "p",
                Precision.FP32);
    }
}
