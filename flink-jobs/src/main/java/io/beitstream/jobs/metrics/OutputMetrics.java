package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.schemas.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What comes out of a subtask: codes and embeddings in a window, dead letters by cause, how late
 * images are, and what limits the chain. For the task's thread.
 */
public final class OutputMetrics {
    private static final int WINDOW = 1000;

    private record Cause(Stage stage, String errorClass) {}

    private final MetricGroup operator;
    private final CodebookWindow codebook = new CodebookWindow(WINDOW);
    private final List<NormWindow> norms = new ArrayList<>();
    private final Map<Cause, Counter> deadLetters = new HashMap<>();
    private final Lag lag;

    private OutputMetrics(MetricGroup operator, Lag lag) {
        this.operator = operator;
        this.lag = lag;
    }

    /**
     * Registers the metrics with the last operator of a chain.
     *
     * @param hasTokens whether images come out with codes
     * @param encoders the names of the encoders, in their order
     */
    public static OutputMetrics register(
            MetricGroup operator, boolean hasTokens, List<String> encoders) {
        ChainLoad load = ChainLoad.ofThisTask();
        load.clear(); // the last operator opens first
        Lag lag = new Lag(load::imagesInFlight, System::currentTimeMillis);
        OutputMetrics metrics = new OutputMetrics(operator, lag);
        MetricGroup group = MetricScope.OPERATOR.in(operator);
        group.gauge(BeitstreamMetric.BOTTLENECK.label(), (Gauge<Integer>) load::bottleneck);
        group.gauge(BeitstreamMetric.RECORD_LAG_SECONDS.label(), (Gauge<Double>) lag::ofRecord);
        group.gauge(BeitstreamMetric.EVENT_LAG_SECONDS.label(), (Gauge<Double>) lag::ofEvent);
        if (hasTokens) {
            CodebookWindow codes = metrics.codebook;
            group.gauge(BeitstreamMetric.CODEBOOK_USAGE.label(), (Gauge<Double>) codes::usage);
            group.gauge(
                    BeitstreamMetric.CODEBOOK_PERPLEXITY.label(),
                    (Gauge<Double>) codes::perplexity);
        }
        for (String encoder : encoders) {
            NormWindow norms = new NormWindow(WINDOW);
            metrics.norms.add(norms);
            MetricGroup its = MetricScope.ENCODER.in(operator, encoder);
            its.gauge(BeitstreamMetric.NORM_MEAN.label(), (Gauge<Double>) norms::mean);
            its.gauge(BeitstreamMetric.NORM_DEVIATION.label(), (Gauge<Double>) norms::deviation);
            its.gauge(BeitstreamMetric.NORM_DRIFT.label(), (Gauge<Double>) norms::drift);
        }
        return metrics;
    }

    /** An image has come out with its features. */
    public void published(ImageInFlight image) {
        Codes codes = image.features().codes();
        if (codes != null) {
            codebook.add(codes);
        }
        List<Vectors> vectors = image.features().vectors();
        for (int i = 0; i < vectors.size(); i++) {
            norms.get(i).add(vectors.get(i));
        }
        out(image.context());
    }

    /** An image has become a dead letter. */
    public void buried(Failure failure) {
        deadLetters
                .computeIfAbsent(
                        new Cause(failure.stage(), failure.errorClass()),
                        cause ->
                                MetricScope.CAUSE
                                        .in(
                                                operator,
                                                MetricScope.value(cause.stage()),
                                                cause.errorClass())
                                        .counter(BeitstreamMetric.DEAD_LETTERS.label()))
                .inc();
        out(failure.context());
    }

    private void out(ImageContext context) {
        boolean isOfKafka = context.source().partition() >= 0;
        lag.out(isOfKafka ? context.source().timestamp() : null, context.eventTime());
    }
}
