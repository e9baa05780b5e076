package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.rollout.RolledNetwork;
import io.beitstream.jobs.rollout.RolloutLog;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes a {@link RollingOperator} in each subtask, and one coordinator for all. */
final class RollingOperatorFactory extends StageOperatorFactory<Outcome>
        implements CoordinatedOperatorFactory<Outcome> {
    private static final long serialVersionUID = 1L;

    private final RollingProvider<?> provider;
    private final RolledNetwork network;
    private final RolloutLog log;

    RollingOperatorFactory(
            RollingProvider<?> provider,
            StageOrder order,
            int capacity,
            RolledNetwork network,
            RolloutLog log) {
        super(provider, order, capacity, null);
        this.provider = provider;
        this.network = network;
        this.log = log;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operator) {
        return new RolloutCoordinator.Provider(operator, network, log);
    }

    @Override
    @SuppressWarnings("unchecked") // as everywhere in Flink: the caller knows its operator
    public <T extends StreamOperator<Outcome>> T createStreamOperator(
            StreamOperatorParameters<Outcome> parameters) {
        OperatorID id = parameters.getStreamConfig().getOperatorID();
        OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
        RollingOperator operator =
                new RollingOperator(
                        parameters,
                        provider,
                        order,
                        capacity,
                        parameters.getMailboxExecutor(),
                        timer(),
                        events.getOperatorEventGateway(id));
        events.registerEventHandler(id, operator);
        return (T) operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return RollingOperator.class;
    }
}
