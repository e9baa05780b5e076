package io.beitstream.jobs.metrics;

import io.beitstream.schemas.Stage;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** What the stages that run networks measure besides. */
public final class BatchMetrics {
    private final Histogram batchSize = StageMetrics.histogram();
    private final Histogram queueWait = StageMetrics.histogram();
    private final Histogram inferenceTime = StageMetrics.histogram();

    private BatchMetrics() {}

    /** Registers the metrics of a stage with its operator. */
    public static BatchMetrics register(MetricGroup operator, Stage stage) {
        BatchMetrics metrics = new BatchMetrics();
        MetricGroup group = StageMetrics.group(operator, stage);
        group.histogram(MetricNames.BATCH_SIZE, metrics.batchSize);
        group.histogram(MetricNames.QUEUE_WAIT_MS, metrics.queueWait);
        group.histogram(MetricNames.INFERENCE_TIME_MS, metrics.inferenceTime);
        return metrics;
    }

    /** Records how one image went through a batch. */
    public void batched(int size, long queueNanos, long inferenceNanos) {
        batchSize.update(size);
        queueWait.update(StageMetrics.millis(queueNanos));
        inferenceTime.update(StageMetrics.millis(inferenceNanos));
    }
}
