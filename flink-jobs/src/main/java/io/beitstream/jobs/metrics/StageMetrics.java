package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.schemas.Stage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
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
    }

    private final Map<Stage, Counts> stages = new EnumMap<>(Stage.class);

    private StageMetrics() {}

    /** Registers the metrics of stages with their operator. */
    public static StageMetrics register(MetricGroup operator, Collection<Stage> stages) {
        StageMetrics metrics = new StageMetrics();
        for (Stage stage : stages) {
            Counts counts = new Counts();
            metrics.stages.put(stage, counts);
            MetricGroup group =
                    operator.addGroup(MetricNames.GROUP)
                            .addGroup(MetricNames.STAGE, stage.name().toLowerCase(Locale.ROOT));
            group.counter(MetricNames.IMAGES_IN, counts.in);
            group.counter(MetricNames.IMAGES_OUT, counts.out);
            group.counter(MetricNames.IMAGES_FAILED, counts.failed);
            group.histogram(MetricNames.STAGE_TIME_MS, counts.time);
            if (stage == Stage.TOKENIZE || stage == Stage.ENCODE) {
                group.histogram(MetricNames.BATCH_SIZE, counts.batchSize);
                group.histogram(MetricNames.QUEUE_WAIT_MS, counts.queueWait);
                group.histogram(MetricNames.INFERENCE_TIME_MS, counts.inferenceTime);
            }
        }
        return metrics;
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
        counts(stage).in.inc();
    }

    @Override
    public void left(Stage stage, long nanos, boolean well) {
        Counts counts = counts(stage);
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
