package io.beitstream.infra.bench;

import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.sink.FeatureSinks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job as {@code extract} sets it up where nothing is said. */
final class JobSetup {
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    private JobSetup() {}

    static int parallelism() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The graph of a job. */
    static StreamExecutionEnvironment define(
            BenchOptions options,
            PrepareOptions prepare,
            Source<SourceRecord, ?, ?> source,
            FeatureSinks sinks)
            throws IOException {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism());
        env.enableCheckpointing(CHECKPOINTS.toMillis());
        ModelSpecs models = ModelSpecs.of(options.inference());
        FeatureExtractionJob.define(
                env,
                FeatureExtractionOptions.of(
                                models.tokenizer(options.tokenizer()),
                                models.encoder(options.encoder()),
                                InferenceSettings.of(
                                        options.inference(),
                                        options.batchSize(),
                                        InferenceSettings.DEFAULT_LINGER))
                        .with(prepare),
                source,
                sinks);
        return env;
    }

    /** How records with images in them are prepared. */
    static PrepareOptions inline() {
        return PrepareOptions.DEFAULTS.with(InputFormat.IMAGE);
    }

    /** How images below a folder are prepared. */
    static PrepareOptions below(Path folder) {
        FetchAccess access = FetchAccess.toFilesBelow(folder);
        return PrepareOptions.DEFAULTS.with(FetchOptions.DEFAULTS.withAccess(access));
    }
}
