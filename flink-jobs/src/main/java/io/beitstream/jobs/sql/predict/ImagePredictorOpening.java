package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.FeaturePipelines;
import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.reuse.FeatureCache;
import io.beitstream.jobs.pipeline.reuse.ReuseScope;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.sql.column.KnownColumn;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Opens the pipeline of a model of images. Its networks are those of the whole JVM.
 *
 * @param options with one encoder at most
 * @param decodeThreads at once in one subtask; 0 for its share of the processors
 * @param outputs the names of the columns, in their order
 */
record ImagePredictorOpening(
        FeatureExtractionOptions options,
        int decodeThreads,
        ImageInputs inputs,
        List<String> outputs)
        implements PredictorOpening {
    ImagePredictorOpening {
        outputs = List.copyOf(outputs);
    }

    @Override
    public Predictor open(FunctionContext context, RowLimits limits) throws IOException {
        List<KnownColumn<Outcome>> columns =
                ImageColumns.of(options.tokenizer() != null, !options.encoders().isEmpty())
                        .select(outputs);
        return new ImagePredictor(
                lease(context, limits),
                inputs,
                columns,
                limits.answerWithin(),
                DeadlineTimer.SYSTEM);
    }

    private LeasedPipeline lease(FunctionContext context, RowLimits limits) throws IOException {
        FeatureExtractionOptions here =
                options.with(options.prepare().withDecodeThreads(threads(context.getTaskInfo())))
                        .with(limits.applyTo(options.inference()));
        SubtaskPlacement placement = TaskPlacement.of(context);
        StageListener metrics =
                StageMetrics.register(
                        context.getMetricGroup(),
                        FeaturePipelines.stages(here),
                        here.inference().capacity(),
                        System::nanoTime);
        boolean leased = false;
        try {
            var pipeline = FeaturePipelines.open(here, metrics, placement);
            leased = true;
            ReuseScope reuse = here.reuse();
            return new LeasedPipeline(
                    pipeline, reuse == null ? null : FeatureCache.open(reuse), placement);
        } finally {
            if (!leased) {
                placement.close();
            }
        }
    }

    private int threads(TaskInfo task) {
        int processors = Runtime.getRuntime().availableProcessors();
        return decodeThreads > 0
                ? decodeThreads
                : Math.max(1, processors / task.getNumberOfParallelSubtasks());
    }
}
