package io.beitstream.jobs.metrics;

import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.schemas.Stage;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What every stage counts. Thread-safe: stages complete on the threads of their helpers. */
public final class StageMetrics {
    private static final int WINDOW = 1000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Counter in = new ThreadSafeSimpleCounter();
    private final Counter out = new ThreadSafeSimpleCounter();
    private final Counter failed = new ThreadSafeSimpleCounter();
    private final Histogram time = histogram();

    private StageMetrics() {}

    /** Registers the metrics of a stage with its operator. */
    public static StageMetrics register(MetricGroup operator, Stage stage) {
        StageMetrics metrics = new StageMetrics();
        MetricGroup group = group(operator, stage);
        group.counter(MetricNames.IMAGES_IN, metrics.in);
        group.counter(MetricNames.IMAGES_OUT, metrics.out);
        group.counter(MetricNames.IMAGES_FAILED, metrics.failed);
        group.histogram(MetricNames.STAGE_TIME_MS, metrics.time);
        return metrics;
    }

    static MetricGroup group(MetricGroup operator, Stage stage) {
        return operator.addGroup(MetricNames.GROUP)
                .addGroup(MetricNames.STAGE, stage.name().toLowerCase(Locale.ROOT));
    }

    static Histogram histogram() {
        return new SynchronizedHistogram(new DescriptiveStatisticsHistogram(WINDOW));
    }

    static long millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI);
    }

    /** Counts an arrival; returns the time to hand to {@link #left}. */
    public long entered() {
        in.inc();
        return System.nanoTime();
    }

    /** Counts a departure, well or not. */
    public void left(long enteredNanos, Outcome<?> outcome) {
        time.update(millis(System.nanoTime() - enteredNanos));
        if (outcome instanceof Outcome.Success<?>) {
            out.inc();
        } else {
            failed();
        }
    }

    /** Counts a failure whose arrival is not known any more. */
    public void failed() {
        failed.inc();
    }
}
