package io.beitstream.jobs.snapshot;

import io.beitstream.jobs.fetch.FetchFunction;
import io.beitstream.jobs.fetch.FetchOptions;
import io.beitstream.jobs.outcome.ImmutableTypeInfo;
import io.beitstream.jobs.outcome.Payload;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.source.InputFormat;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Image events become tar shards in the WebDataset layout; what cannot be fetched, or is no image,
 * becomes a dead letter beside them:
 *
 * <pre>
 * source -> fetch -> shard entries -> tar shards, dead letters
 * </pre>
 *
 * A batch job: files appear under their final names when all of them are complete.
 */
public final class SnapshotJob {
    private static final int FETCH_CAPACITY = 64;

    private SnapshotJob() {}

    /**
     * What is to be written, and how.
     *
     * @param directory for {@code part-*.tar} and {@code dead-letters}
     * @param shardBytes size at which a new shard is begun
     * @param maxDeadLetterBytes larger events are left out of their dead letters
     */
    public record Options(
            InputFormat input,
            FetchOptions fetch,
            Path directory,
            long shardBytes,
            int maxDeadLetterBytes) {
        public Options {
            if (shardBytes < 1) {
                throw new IllegalArgumentException("shards need at least one byte");
            }
        }
    }

    /** Builds the graph; the source must be bounded. */
    public static void define(
            StreamExecutionEnvironment env, Options options, Source<SourceRecord, ?, ?> source) {
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        env.getConfig().enableObjectReuse(); // values are immutable
        DataStream<SourceRecord> events =
                env.fromSource(
                                source,
                                WatermarkStrategy.noWatermarks(),
                                "image events",
                                ImmutableTypeInfo.ofSourceRecord())
                        .uid("source");
        SingleOutputStreamOperator<ShardEntry> entries =
                AsyncDataStream.orderedWait(
                                events,
                                new FetchFunction(options.input(), options.fetch()),
                                options.fetch().budget().plusSeconds(30).toMillis(),
                                TimeUnit.MILLISECONDS,
                                FETCH_CAPACITY)
                        .returns(ImmutableTypeInfo.<byte[]>ofOutcome(Payload.ENCODED))
                        .name("fetch")
                        .uid("fetch")
                        .process(new ShardEntryFunction(options.maxDeadLetterBytes()))
                        .returns(TypeInformation.of(ShardEntry.class))
                        .name("entries")
                        .uid("entries");
        entries.sinkTo(TarShards.sink(options.directory(), options.shardBytes()))
                .name("shards")
                .uid("shards");
        entries.getSideOutput(ShardEntryFunction.DEAD_LETTERS)
                .sinkTo(AvroFileSinks.deadLetters(options.directory()))
                .name("dead letters")
                .uid("dead-letters");
    }
}
