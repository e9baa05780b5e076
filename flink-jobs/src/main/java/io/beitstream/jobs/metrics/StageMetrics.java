package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.schemas.Stage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Counts what happens in the stages of an operator. Thread-safe. */
public final class StageMetrics implements StageListener {
    private static final int WINDOW = 1000;
    private static final double NANOS_PER_MILLI = 1e6;

    /** What is counted of one stage. */
    private static final class Counts {
        private final Counter in = new ThreadSafeSimpleCounter();
        private final Counter out = new ThreadSafeSimpleCounter();
        private final Counter failed = new ThreadSafeSimpleCounter();
        private final Histogram time = histogram();
        private final Histogram batchSize = histogram();
        private final Histogram queueWait = histogram();
        private final Histogram inferenceTime = histogram();
        private final Occupancy occupancy;

        Counts(Occupancy occupancy) {
            this.occupancy = occupancy;
        }
    }

    private final Map<Stage, Counts> stages = new EnumMap<>(Stage.class);

    private StageMetrics() {}

    /**
     * Registers the metrics of stages with their operator.
     *
     * @param capacity images that the operator takes at a time
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public static StageMetrics register(
            MetricGroup operator, Collection<Stage> stages, int capacity, LongSupplier nanoTime) {
        StageMetrics metrics = new StageMetrics();
        for (Stage stage : stages) {
            Counts counts = new Counts(new Occupancy(capacity, nanoTime));
            metrics.stages.put(stage, counts);
            MetricGroup group = MetricScope.STAGE.in(operator, MetricScope.value(stage));
            group.counter(BeitstreamMetric.IMAGES_IN.label(), counts.in);
            group.counter(BeitstreamMetric.IMAGES_OUT.label(), counts.out);
            group.counter(BeitstreamMetric.IMAGES_FAILED.label(), counts.failed);
            group.histogram(BeitstreamMetric.STAGE_TIME_MS.label(), counts.time);
            group.gauge(
                    BeitstreamMetric.OCCUPANCY.label(), (Gauge<Double>) counts.occupancy::share);
            if (stage == Stage.TOKENIZE || stage == Stage.ENCODE) {
                group.histogram(BeitstreamMetric.BATCH_SIZE.label(), counts.batchSize);
                group.histogram(BeitstreamMetric.QUEUE_WAIT_MS.label(), counts.queueWait);
                group.histogram(BeitstreamMetric.INFERENCE_TIME_MS.label(), counts.inferenceTime);
            }
        }
        return metrics;
    }

    /** How much of the operator each stage has. */
    public Map<Stage, Occupancy> occupancies() {
        Map<Stage, Occupancy> occupancies = new EnumMap<>(Stage.class);
        stages.forEach((stage, counts) -> occupancies.put(stage, counts.occupancy));
        return occupancies;
    }

    private Counts counts(Stage stage) {
        Counts counts = stages.get(stage);
        if (counts == null) {
            throw new IllegalArgumentException("the operator has not registered " + stage);
        }
        return counts;
    }

    @Override
    public void entered(Stage stage) {
        Counts counts = counts(stage);
        counts.in.inc();
        counts.occupancy.change(1);
    }

    @Override
    public void left(Stage stage, long nanos, boolean well) {
        Counts counts = counts(stage);
        counts.occupancy.change(-1);
        counts.time.update(millis(nanos));
        (well ? counts.out : counts.failed).inc();
    }

    @Override
    public void batched(Stage stage, int batchSize, long queueNanos, long runNanos) {
        Counts counts = counts(stage);
        counts.batchSize.update(batchSize);
        counts.queueWait.update(millis(queueNanos));
        counts.inferenceTime.update(millis(runNanos));
    }

    private static Histogram histogram() {
        return new SynchronizedHistogram(new DescriptiveStatisticsHistogram(WINDOW));
    }

    private static long millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI);
    }
}
