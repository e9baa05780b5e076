package io.beitstream.jobs.snapshot;

import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.operator.PrepareProvider;
import io.beitstream.jobs.operator.StageOrder;
import io.beitstream.jobs.operator.Stages;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.sink.AvroFileSinks;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.fs.Path;
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
    private SnapshotJob() {}

    /**
     * What is to be written, and how.
     *
     * @param directory for {@code part-*.tar} and {@code dead-letters}
     * @param shardBytes size at which a new shard is begun
     * @param maxDeadLetterBytes larger events are left out of their dead letters
     */
    public record Options(
            PrepareOptions prepare, Path directory, long shardBytes, long maxDeadLetterBytes) {
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
        SingleOutputStreamOperator<ShardEntry> entries =
                Stages.stage(
                                Stages.records(env, source),
                                "fetch",
                                new PrepareProvider(options.prepare(), null),
                                StageOrder.TOTAL,
                                options.prepare().capacity())
                        .process(
                                new ShardEntryFunction(options.maxDeadLetterBytes()),
                                ChainedTypeInfo.inChain(ShardEntry.class))
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
