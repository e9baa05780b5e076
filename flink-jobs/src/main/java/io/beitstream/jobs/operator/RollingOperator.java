package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.metrics.ShadowMetrics;
import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.pipeline.rollout.RollingStage;
import io.beitstream.jobs.pipeline.rollout.UnfitModelException;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.rollout.RolloutEvent;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network whose model its coordinator may change. A candidate takes over at a drained
 * barrier: what came before it was computed by one model, all that comes after by the other. The
 * choice is part of the checkpoint whose barrier that is.
 */
final class RollingOperator extends StageOperator<Outcome> implements OperatorEventHandler {
    private static final long serialVersionUID = 1L;

    private final transient RollingProvider<?> rolling;
    private final transient OperatorEventGateway coordinator;
    private transient @Nullable ListState<String> state;
    private transient @Nullable ModelChoice serving;
    private transient @Nullable RollingStage<?> stage;
    private transient RolloutEvent.@Nullable TakeOver armed;
    private transient @Nullable ModelChoice shadowing;
    private transient long tookOverAt = Long.MAX_VALUE;

    RollingOperator(
            StreamOperatorParameters<Outcome> parameters,
            RollingProvider<?> provider,
            StageOrder order,
            int capacity,
            MailboxExecutor mailbox,
            DeadlineTimer timer,
            OperatorEventGateway coordinator) {
        super(parameters, provider, order, capacity, null, mailbox, timer);
        this.rolling = provider;
        this.coordinator = coordinator;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("model", StringSerializer.INSTANCE));
        for (String choice : state.get()) { // of each subtask, and the same
            serving = ModelChoice.parse(choice);
        }
    }

    @Override
    ImageStage<Outcome> openStage(StageMetrics metrics, SubtaskPlacement where) throws Exception {
        try {
            RollingStage<?> opened = rolling.open(serving, metrics, where);
            stage = opened;
            ShadowMetrics.register(getMetricGroup(), opened.drift());
            return opened;
        } catch (UnfitModelException e) {
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void handleOperatorEvent(OperatorEvent message) {
        RollingStage<?> open = stage;
        if (open == null || !(message instanceof RolloutMessage told)) {
            throw new IllegalStateException("not expected: " + message);
        }
        RolloutEvent event = told.event();
        if (event instanceof RolloutEvent.Load load) {
            load(open, load.model());
        } else if (event instanceof RolloutEvent.Shadow shadow) {
            shadow(open, shadow);
        } else if (event instanceof RolloutEvent.TakeOver takeOver) {
            armed = takeOver;
        } else if (event instanceof RolloutEvent.Discard) {
            armed = null;
            shadowing = null;
            open.discard();
        }
    }

    private void load(RollingStage<?> open, ModelChoice model) {
        shadowing = null;
        var loading =
                open.load(model)
                        .whenComplete(
                                (done, error) -> {
                                    if (error == null) {
                                        tell(new RolloutEvent.Loaded(model));
                                    } else {
                                        refuse(model, error);
                                    }
                                });
    }

    private void shadow(RollingStage<?> open, RolloutEvent.Shadow shadow) {
        if (shadow.on()) {
            shadowing = shadow.model();
            open.shadow(error -> refuse(shadow.model(), error));
        } else {
            shadowing = null;
            open.endShadow();
        }
    }

    private void refuse(ModelChoice model, Throwable error) {
        Throwable cause = ExceptionUtils.stripCompletionException(error);
        if (cause instanceof CancellationException) {
            return; // another is wanted by now
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        tell(new RolloutEvent.Refused(model, reason));
    }

    private void tell(RolloutEvent event) {
        post(() -> coordinator.sendEventToCoordinator(new RolloutMessage(event)), "of a rollout");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        RolloutEvent.TakeOver takeOver = armed;
        if (stage != null && takeOver != null && takeOver.checkpoint() <= checkpointId) {
            armed = null;
            if (!takeOver.model().equals(serving)) { // else the barrier before came to nothing
                shadowing = null;
                stage.takeOver(takeOver.model());
                serving = takeOver.model();
                tookOverAt = checkpointId;
            }
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (state != null) {
            state.update(serving == null ? List.of() : List.of(serving.text()));
        }
        if (stage != null && shadowing != null) {
            tell(new RolloutEvent.Drift(shadowing, stage.drift().content()));
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        if (stage != null && checkpointId >= tookOverAt) {
            tookOverAt = Long.MAX_VALUE;
            stage.releasePrevious();
        }
    }
}
