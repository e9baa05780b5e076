package io.beitstream.jobs;

import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.operator.Patience;
import io.beitstream.jobs.operator.PrepareProvider;
import io.beitstream.jobs.operator.StageOrder;
import io.beitstream.jobs.operator.Stages;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.schemas.TokenSequence;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Images become visual tokens and embeddings:
 *
 * <pre>
 * source -> prepare -> tokenize -> encode (each encoder) -> route -> tokens, embeddings, dead letters
 * </pre>
 *
 * An image comes out whole (a record from each network) or as one dead letter, never both. Records
 * of one key keep their order; others overtake one another.
 */
public final class FeatureExtractionJob {
    private FeatureExtractionJob() {}

    /** Builds the graph; knows neither brokers nor files. */
    public static void define(
            StreamExecutionEnvironment env,
            FeatureExtractionOptions options,
            Source<SourceRecord, ?, ?> source,
            FeatureSinks sinks) {
        define(env, options, source, sinks, null);
    }

    /**
     * The same for a job whose models can change.
     *
     * @param rollouts null if they cannot
     */
    public static void define(
            StreamExecutionEnvironment env,
            FeatureExtractionOptions options,
            Source<SourceRecord, ?, ?> source,
            FeatureSinks sinks,
            @Nullable Rollouts rollouts) {
        SingleOutputStreamOperator<OutputRecord<TokenSequence>> tokens =
                features(
                                Stages.records(env, source),
                                options,
                                new NetworkStations(options, rollouts))
                        .process(
                                new RouteFunction(options),
                                ChainedTypeInfo.inChain(OutputRecord.class))
                        .name("route")
                        .uid("route");
        if (options.tokenizer() != null) {
            tokens.sinkTo(sinks.tokens()).name("tokens").uid("tokens-sink");
        }
        for (int i = 0; i < options.encoders().size(); i++) {
            String name = options.encoders().get(i).suffixed("embeddings");
            tokens.getSideOutput(RouteFunction.embeddings(i))
                    .sinkTo(sinks.embeddings().get(i))
                    .name(name)
                    .uid(name + "-sink");
        }
        tokens.getSideOutput(RouteFunction.DEAD_LETTERS)
                .sinkTo(sinks.deadLetters())
                .name("dead letters")
                .uid("dead-letters-sink");
        if (rollouts != null && rollouts.shadow() != null) {
            tokens.getSideOutput(RouteFunction.SHADOWS)
                    .sinkTo(rollouts.shadow())
                    .name("shadows")
                    .uid("shadows-sink");
        }
    }

    private static DataStream<Outcome> features(
            DataStream<SourceRecord> records,
            FeatureExtractionOptions options,
            NetworkStations stations) {
        DataStream<Outcome> outcomes =
                Stages.patientStage(
                        records,
                        "prepare",
                        new PrepareProvider(options.prepare(), options.decode()),
                        StageOrder.BY_KEY,
                        options.prepare().capacity(),
                        Patience.DEFAULT);
        NetworkSpec<Codes> tokenizer = options.tokenizer();
        if (tokenizer != null) {
            outcomes = stations.tokenize(outcomes, tokenizer);
        }
        for (EncoderSpec encoder : options.encoders()) {
            outcomes = stations.encode(outcomes, encoder);
        }
        return outcomes;
    }
}
