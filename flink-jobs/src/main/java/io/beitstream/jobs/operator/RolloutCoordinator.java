package io.beitstream.jobs.operator;

import io.beitstream.jobs.rollout.NetworkRollout;
import io.beitstream.jobs.rollout.RolledNetwork;
import io.beitstream.jobs.rollout.RolloutEffects;
import io.beitstream.jobs.rollout.RolloutEvent;
import io.beitstream.jobs.rollout.RolloutLog;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RolloutState;
import io.beitstream.schemas.SingleObjectCodec;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.RecreateOnResetOperatorCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all subtasks of a network which model serves, in the job manager. What it sends
 * before it answers for a checkpoint reaches the subtasks before that checkpoint's barrier: so all
 * of them change at the same one.
 */
final class RolloutCoordinator implements OperatorCoordinator, RolloutEffects {
    private final Context context;
    private final RolledNetwork network;
    private final RolloutLog log;
    private final SingleObjectCodec<RolloutState> codec =
            new SingleObjectCodec<>(RolloutState.class);
    private final Map<Integer, SubtaskGateway> gateways = new HashMap<>();
    private @Nullable RolloutState restored;
    private @Nullable NetworkRollout rollout;
    private volatile RolloutLog.@Nullable Connection connection;

    private RolloutCoordinator(Context context, RolledNetwork network, RolloutLog log) {
        this.context = context;
        this.network = network;
        this.log = log;
    }

    /** Makes a coordinator, and another whenever the job goes back to a checkpoint. */
    static final class Provider extends RecreateOnResetOperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;

        private final RolledNetwork network;
        private final RolloutLog log;

        Provider(OperatorID operator, RolledNetwork network, RolloutLog log) {
            super(operator);
            this.network = network;
            this.log = log;
        }

        @Override
        protected OperatorCoordinator getCoordinator(Context context) {
            return new RolloutCoordinator(context, network, log);
        }
    }

    @Override
    public void start() throws MalformedRecordException {
        byte[] known = network.known();
        if (restored == null && known != null) {
            restored = codec.decode(known);
        }
        synchronized (this) {
            rollout =
                    new NetworkRollout(
                            network,
                            context.currentParallelism(),
                            restored,
                            this,
                            Clock.systemUTC());
        }
        connection =
                log.connect(
                        change -> {
                            synchronized (this) {
                                rollout().wanted(change);
                            }
                        });
        synchronized (this) {
            rollout().start();
        }
    }

    private NetworkRollout rollout() {
        if (rollout == null) {
            throw new IllegalStateException("not started");
        }
        return rollout;
    }

    @Override
    public synchronized void send(int subtask, RolloutEvent event) {
        SubtaskGateway gateway = gateways.get(subtask);
        if (gateway != null) {
            var unused = gateway.sendEvent(new RolloutMessage(event));
        }
    }

    @Override
    public void publish(RolloutState state) {
        RolloutLog.Connection open = connection;
        if (open != null) {
            open.publish(state);
        }
    }

    @Override
    public void restart(String why) {
        context.failJob(new IllegalStateException(why));
    }

    @Override
    public synchronized void executionAttemptReady(
            int subtask, int attempt, SubtaskGateway gateway) {
        gateways.put(subtask, gateway);
        rollout().ready(subtask);
    }

    @Override
    public synchronized void executionAttemptFailed(
            int subtask, int attempt, @Nullable Throwable reason) {
        gateways.remove(subtask);
        rollout().lost(subtask);
    }

    @Override
    public synchronized void subtaskReset(int subtask, long checkpointId) {
        gateways.remove(subtask);
        rollout().reset(subtask);
    }

    @Override
    public synchronized void handleEventFromOperator(
            int subtask, int attempt, OperatorEvent event) {
        if (event instanceof RolloutMessage message) {
            rollout().heard(subtask, message.event());
        }
    }

    @Override
    public synchronized void checkpointCoordinator(
            long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(codec.encode(rollout().beforeCheckpoint(checkpointId)));
    }

    @Override
    public synchronized void notifyCheckpointComplete(long checkpointId) {
        rollout().complete(checkpointId);
    }

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpoint)
            throws Exception {
        restored = checkpoint == null ? null : codec.decode(checkpoint);
    }

    @Override
    public void close() {
        RolloutLog.Connection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
