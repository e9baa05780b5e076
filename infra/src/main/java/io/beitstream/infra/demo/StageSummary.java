package io.beitstream.infra.demo;

import io.beitstream.infra.embedded.StageMetricsReporter;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mean times and batch sizes of one stage, for the demo's table.
 *
 * @param millis mean time of an image in the stage, waiting included
 * @param batchSize mean size of the batch that an image was in; 0 where there are no batches
 * @param queueMillis mean wait for the batch
 * @param inferenceMillis mean time of the batch in the network
 */
record StageSummary(
        String stage,
        long in,
        long failed,
        double millis,
        double batchSize,
        double queueMillis,
        double inferenceMillis) {
    /** The stages in the order of the stream. */
    static List<StageSummary> all() {
        return Stream.of("source", "fetch", "decode", "tokenize", "encode")
                .map(StageSummary::of)
                .toList();
    }

    private static StageSummary of(String stage) {
        return new StageSummary(
                stage,
                StageMetricsReporter.count(stage, BeitstreamMetric.IMAGES_IN.label()),
                StageMetricsReporter.count(stage, BeitstreamMetric.IMAGES_FAILED.label()),
                StageMetricsReporter.mean(stage, BeitstreamMetric.STAGE_TIME_MS.label()),
                StageMetricsReporter.mean(stage, BeitstreamMetric.BATCH_SIZE.label()),
                StageMetricsReporter.mean(stage, BeitstreamMetric.QUEUE_WAIT_MS.label()),
                StageMetricsReporter.mean(stage, BeitstreamMetric.INFERENCE_TIME_MS.label()));
    }
}
