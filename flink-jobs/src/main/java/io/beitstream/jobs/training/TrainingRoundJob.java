package io.beitstream.jobs.training;

import io.beitstream.model.training.run.RunDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * One round of training, a bounded job:
 *
 * <pre>
 * trainer numbers -> samples -> decode + augment -> train -> merge -> the round's directory
 * </pre>
 *
 * The first four stages run once for each trainer, in one chain: pixels cross no network, and order
 * is kept, so that a trainer's steps are the same in every attempt. A round that fails begins again
 * from the last published one, and is never checkpointed.
 */
public final class TrainingRoundJob {
    /** Batches that are decoded ahead. */
    private static final int BATCHES_AHEAD = 2;

    private static final Duration SAMPLE_TIMEOUT = Duration.ofHours(1);
    private static final int ATTEMPTS = 3;

    private TrainingRoundJob() {}

    /**
     * Builds the graph.
     *
     * @throws IOException if the run's description cannot be read
     */
    public static void define(StreamExecutionEnvironment env, TrainingRound round)
            throws IOException {
        RunDescription description = round.run().description();
        env.setParallelism(round.trainers());
        env.getConfig().enableObjectReuse(); // values are immutable
        env.configure(restarts());
        // A checkpoint of a round would hold no weights, whatever a cluster's configuration asks
        // for.
        env.getCheckpointConfig().disableCheckpointing();
        // Flink refuses a job that has this interval and no other; 0 is none.
        env.getCheckpointConfig().setCheckpointIntervalDuringBacklog(0);
        DataStream<Integer> trainers =
                env.fromSource(
                                new NumberSequenceSource(0, round.trainers() - 1L),
                                WatermarkStrategy.noWatermarks(),
                                "trainers")
                        .setParallelism(1)
                        .uid("trainers")
                        .map(Long::intValue)
                        .returns(Integer.class)
                        .setParallelism(1)
                        .uid("trainer-numbers")
                        .partitionCustom((number, partitions) -> number, number -> number);
        DataStream<SampleReference> samples =
                trainers.flatMap(new SamplesOfRound(round))
                        .returns(TypeInformation.of(SampleReference.class))
                        .name("samples")
                        .uid("samples");
        int capacity = (1 + BATCHES_AHEAD) * description.config().batchSize();
        AsyncDataStream.orderedWait(
                        samples,
                        new AugmentFunction(round),
                        SAMPLE_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS,
                        capacity)
                .returns(TypeInformation.of(AugmentedSample.class))
                .name("decode + augment")
                .uid("augment")
                .process(new TrainFunction(round))
                .returns(Integer.class)
                .name("train")
                .uid("train")
                .process(new MergeFunction(round))
                .returns(Integer.class)
                .setParallelism(1)
                .name("merge")
                .uid("merge")
                .sinkTo(new DiscardingSink<>())
                .setParallelism(1)
                .name("published")
                .uid("published");
    }

    private static Configuration restarts() {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, ATTEMPTS);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        return configuration;
    }
}
