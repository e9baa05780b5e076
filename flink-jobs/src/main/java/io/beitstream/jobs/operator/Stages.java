package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.rollout.RolledNetwork;
import io.beitstream.jobs.rollout.RolloutLog;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The stages of a job as operators of its graph. */
public final class Stages {
    private Stages() {}

    /**
     * The records of a source. Everything that follows runs in one chain with it, where values are
     * handed on by reference.
     *
     * @throws IllegalArgumentException if chaining is switched off
     */
    public static DataStream<SourceRecord> records(
            StreamExecutionEnvironment env, Source<SourceRecord, ?, ?> source) {
        if (!env.isChainingEnabled()) {
            throw new IllegalArgumentException(
                    "this job hands pixels from operator to operator by reference: leave pipeline.operator-chaining.enabled true");
        }
        env.getConfig().enableObjectReuse(); // values are immutable
        return env.fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        "image events",
                        ChainedTypeInfo.inChain(SourceRecord.class))
                .uid("source");
    }

    /**
     * An operator that runs a stage, and lets nothing wait beyond a barrier.
     *
     * @param name also its uid
     * @param capacity images in flight in a subtask at most
     */
    public static <I> SingleOutputStreamOperator<Outcome> stage(
            DataStream<I> input,
            String name,
            StageProvider<I> provider,
            StageOrder order,
            int capacity) {
        return operator(input, name, new StageOperatorFactory<>(provider, order, capacity, null));
    }

    /**
     * An operator that prepares images and sets slow ones aside.
     *
     * @param name also its uid
     * @param capacity images in flight in a subtask at most, but those set aside
     */
    public static SingleOutputStreamOperator<Outcome> patientStage(
            DataStream<SourceRecord> input,
            String name,
            StageProvider<SourceRecord> provider,
            StageOrder order,
            int capacity,
            Patience patience) {
        return operator(
                input, name, new StageOperatorFactory<>(provider, order, capacity, patience));
    }

    /**
     * An operator that runs a network whose model can change while the job runs.
     *
     * @param name also its uid
     * @param log where changes are asked for
     */
    public static SingleOutputStreamOperator<Outcome> rollingStage(
            DataStream<Outcome> input,
            String name,
            RollingProvider<?> provider,
            StageOrder order,
            RolledNetwork network,
            RolloutLog log) {
        return operator(
                input,
                name,
                new RollingOperatorFactory(
                        provider, order, provider.settings().capacity(), network, log));
    }

    private static <I> SingleOutputStreamOperator<Outcome> operator(
            DataStream<I> input, String name, StageOperatorFactory<I> factory) {
        return input.transform(name, ChainedTypeInfo.inChain(Outcome.class), factory)
                .name(name)
                .uid(name);
    }
}
