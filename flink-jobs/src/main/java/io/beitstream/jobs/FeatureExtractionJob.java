package io.beitstream.jobs;

import io.beitstream.jobs.decode.DecodeFunction;
import io.beitstream.jobs.fetch.FetchFunction;
import io.beitstream.jobs.inference.EncodeFunction;
import io.beitstream.jobs.inference.InferenceSettings;
import io.beitstream.jobs.inference.TokenizeFunction;
import io.beitstream.jobs.outcome.Features;
import io.beitstream.jobs.outcome.ImmutableTypeInfo;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Payload;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.outcome.Squares;
import io.beitstream.jobs.outcome.Tokenized;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.RecordSerializer;
import io.beitstream.schemas.TokenSequence;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Images become visual tokens and embeddings:
 *
 * <pre>
 * source -> fetch -> decode -> tokenize -> encode -> route -> tokens, embeddings, dead letters
 * </pre>
 *
 * An image comes out whole (a record from each network) or as one dead letter, never both.
 * Operators keep the order of nothing: records are keyed by image id.
 */
public final class FeatureExtractionJob {
    /** How long an image may wait and run in a network's stage before it is given up. */
    private static final Duration INFERENCE_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration DECODE_TIMEOUT = Duration.ofMinutes(2);
    private static final int FETCH_CAPACITY = 64;

    private FeatureExtractionJob() {}

    /** Builds the graph; knows neither brokers nor files. */
    public static void define(
            StreamExecutionEnvironment env,
            FeatureExtractionOptions options,
            Source<SourceRecord, ?, ?> source,
            FeatureSinks sinks) {
        env.getConfig()
                .enableObjectReuse(); // values are immutable: nothing is copied between operators
        DataStream<SourceRecord> events =
                env.fromSource(
                                source,
                                WatermarkStrategy.noWatermarks(),
                                "image events",
                                ImmutableTypeInfo.ofSourceRecord())
                        .uid("source");
        DataStream<Outcome<byte[]>> encoded = fetch(events, options);
        DataStream<Outcome<Squares>> squares = decode(encoded, options);
        DataStream<Outcome<Tokenized>> tokenized = tokenize(squares, options);
        DataStream<Outcome<Features>> features = encode(tokenized, options);
        SingleOutputStreamOperator<TokenSequence> tokens =
                features.process(
                                new RouteFunction(options),
                                RecordSerializer.typeInfo(TokenSequence.class))
                        .name("route")
                        .uid("route");
        if (options.tokenizer() != null) {
            tokens.sinkTo(sinks.tokens()).name("tokens").uid("tokens-sink");
        }
        if (options.encoder() != null) {
            tokens.getSideOutput(RouteFunction.EMBEDDINGS)
                    .sinkTo(sinks.embeddings())
                    .name("embeddings")
                    .uid("embeddings-sink");
        }
        tokens.getSideOutput(RouteFunction.DEAD_LETTERS)
                .sinkTo(sinks.deadLetters())
                .name("dead letters")
                .uid("dead-letters-sink");
    }

    private static DataStream<Outcome<byte[]>> fetch(
            DataStream<SourceRecord> events, FeatureExtractionOptions options) {
        long timeout = options.fetch().budget().plusSeconds(30).toMillis();
        return AsyncDataStream.unorderedWait(
                        events,
                        new FetchFunction(options.input(), options.fetch()),
                        timeout,
                        TimeUnit.MILLISECONDS,
                        FETCH_CAPACITY)
                .returns(ImmutableTypeInfo.ofOutcome(Payload.ENCODED))
                .name("fetch")
                .uid("fetch");
    }

    private static DataStream<Outcome<Squares>> decode(
            DataStream<Outcome<byte[]>> encoded, FeatureExtractionOptions options) {
        return AsyncDataStream.unorderedWait(
                        encoded,
                        new DecodeFunction(options.decode()),
                        DECODE_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS,
                        4 * options.decodeThreads())
                .returns(ImmutableTypeInfo.ofOutcome(Payload.SQUARES))
                .name("decode")
                .uid("decode");
    }

    private static DataStream<Outcome<Tokenized>> tokenize(
            DataStream<Outcome<Squares>> squares, FeatureExtractionOptions options) {
        TokenizerSpec tokenizer = options.tokenizer();
        if (tokenizer == null) {
            return squares.map(new PassOn.TokenizeStage())
                    .returns(ImmutableTypeInfo.ofOutcome(Payload.TOKENIZED))
                    .name("no tokenizer")
                    .uid("tokenize");
        }
        InferenceSettings settings = options.inference();
        return AsyncDataStream.unorderedWait(
                        squares,
                        new TokenizeFunction(tokenizer.directory(), settings),
                        INFERENCE_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS,
                        settings.capacity())
                .returns(ImmutableTypeInfo.ofOutcome(Payload.TOKENIZED))
                .name("tokenize")
                .uid("tokenize");
    }

    private static DataStream<Outcome<Features>> encode(
            DataStream<Outcome<Tokenized>> tokenized, FeatureExtractionOptions options) {
        EncoderSpec encoder = options.encoder();
        if (encoder == null) {
            return tokenized
                    .map(new PassOn.EncodeStage())
                    .returns(ImmutableTypeInfo.ofOutcome(Payload.FEATURES))
                    .name("no encoder")
                    .uid("encode");
        }
        InferenceSettings settings = options.inference();
        return AsyncDataStream.unorderedWait(
                        tokenized,
                        new EncodeFunction(encoder.directory(), encoder.selection(), settings),
                        INFERENCE_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS,
                        settings.capacity())
                .returns(ImmutableTypeInfo.ofOutcome(Payload.FEATURES))
                .name("encode")
                .uid("encode");
    }
}
