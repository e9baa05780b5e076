package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.jspecify.annotations.Nullable;

/** Makes a {@link StageOperator} in each subtask. */
class StageOperatorFactory<I> extends AbstractStreamOperatorFactory<Outcome>
        implements OneInputStreamOperatorFactory<I, Outcome> {
    private static final long serialVersionUID = 1L;

    private final StageProvider<I> provider;
    final StageOrder order;
    final int capacity;
    private final @Nullable Patience patience;

    /**
     * @param patience null if barriers and newcomers are to wait for every image
     */
    StageOperatorFactory(
            StageProvider<I> provider,
            StageOrder order,
            int capacity,
            @Nullable Patience patience) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a stage needs room for one image at least");
        }
        this.provider = provider;
        this.order = order;
        this.capacity = capacity;
        this.patience = patience;
        this.chainingStrategy = ChainingStrategy.ALWAYS;
    }

    @Override
    @SuppressWarnings("unchecked") // as everywhere in Flink: the caller knows its operator
    public <T extends StreamOperator<Outcome>> T createStreamOperator(
            StreamOperatorParameters<Outcome> parameters) {
        return (T)
                new StageOperator<>(
                        parameters,
                        provider,
                        order,
                        capacity,
                        patience,
                        parameters.getMailboxExecutor(),
                        timer());
    }

    /** The operators' clock; a test has its own. */
    DeadlineTimer timer() {
        return DeadlineTimer.SYSTEM;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return StageOperator.class;
    }
}
