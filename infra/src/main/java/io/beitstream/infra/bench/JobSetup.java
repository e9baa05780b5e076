package io.beitstream.infra.bench;

import io.beitstream.jobs.EncoderSpec;
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
import java.util.ArrayList;
import java.util.List;
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
                new FeatureExtractionOptions(
                        models.tokenizer(options.tokenizer()),
                        encoders(options, models),
                        prepare,
                        InferenceSettings.of(
                                options.inference(),
                                options.batchSize(),
                                InferenceSettings.DEFAULT_LINGER),
                        0, // the same images come again and again, and each is to be computed
                        FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES),
                source,
                sinks);
        return env;
    }

    private static List<EncoderSpec> encoders(BenchOptions options, ModelSpecs models)
            throws IOException {
        List<EncoderSpec> encoders = new ArrayList<>();
        for (MeasuredEncoder encoder : options.encoders()) {
            encoders.add(new EncoderSpec(encoder.name(), models.encoder(encoder.directory())));
        }
        return encoders;
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
