package io.beitstream.jobs.rollout;

import io.beitstream.jobs.pipeline.rollout.DriftWindow;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import io.beitstream.schemas.RolloutState;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which model of a network serves, and how a change to another stands. It is told what is wanted,
 * what subtasks say, and of checkpoints; it says what subtasks are to do.
 *
 * <pre>
 * SERVING ──wanted──► LOADING ──all loaded──► READY or SHADOWING ──promoted──► TAKING_OVER ──► SERVING
 *    ▲                   │ one refuses: REFUSED                     at the next checkpoint, until one is complete
 *    └───────────────────┴──── another wish, or the serving model wanted: the candidate is let go
 * </pre>
 *
 * <p>Invariant: <em>in a complete checkpoint all subtasks and this agree on the model that
 * serves</em>. A change is sent ahead of a barrier only when every subtask has its candidate, and
 * again ahead of each further barrier until a checkpoint is complete. A subtask that is lost
 * meanwhile would come back with the old model beside others with the new one: then the whole job
 * goes back to its last checkpoint. Not thread-safe.
 */
public final class NetworkRollout {
    private final RolledNetwork network;
    private final int parallelism;
    private final RolloutEffects effects;
    private final InstantSource clock;
    private final Set<Integer> ready = new HashSet<>();
    private ModelChoice serving;
    private boolean chosen;
    private @Nullable ModelChoice previous;
    private long checkpoint;
    private @Nullable Candidacy candidate;
    private RolloutPhase phase = RolloutPhase.SERVING;
    private String rolloutId = "";
    private String message = "";
    private long takingOverSince;
    private @Nullable ModelRollout deferred;

    /**
     * @param restored what a checkpoint holds of it, or what was said of it last; null if nothing
     *     was
     */
    public NetworkRollout(
            RolledNetwork network,
            int parallelism,
            @Nullable RolloutState restored,
            RolloutEffects effects,
            InstantSource clock) {
        this.network = network;
        this.parallelism = parallelism;
        this.effects = effects;
        this.clock = clock;
        this.serving = network.defined();
        if (restored != null) {
            restore(restored);
        }
    }

    private void restore(RolloutState state) {
        if (state.getChosen()) { // if not, the command line decides, and may have changed
            serving = Objects.requireNonNull(RolloutRecords.choice(state.getServing()));
            chosen = true;
            previous = RolloutRecords.choice(state.getPrevious());
            checkpoint = state.getCheckpoint();
        }
        message = state.getMessage();
        if (state.getPhase() == RolloutPhase.REFUSED) {
            phase = RolloutPhase.REFUSED;
        }
        if (state.getCandidate() == null) {
            rolloutId = state.getRolloutId(); // what was under way is begun again
        }
    }

    /** The job begins. */
    public void start() {
        publish();
    }

    /** A change is wanted. */
    public void wanted(ModelRollout rollout) {
        if (!rollout.getJob().equals(network.job())
                || !rollout.getNetwork().equals(network.name())
                || rollout.getAction() == RolloutAction.UNKNOWN
                || rollout.getRolloutId().equals(rolloutId)) {
            return;
        }
        if (phase == RolloutPhase.TAKING_OVER) {
            deferred = rollout;
            return;
        }
        rolloutId = rollout.getRolloutId();
        ModelChoice model = RolloutRecords.choice(rollout);
        RolloutAction wish = rollout.getAction();
        if (model.modelId().equals(serving.modelId())) {
            letGo();
            settle(
                    RolloutPhase.SERVING,
                    wish == RolloutAction.ROLLBACK
                            ? "rolled back before it took over"
                            : "this model serves already");
        } else if (wish == RolloutAction.SHADOW && !network.hasShadow()) {
            letGo();
            settle(RolloutPhase.REFUSED, network.whyNoShadow());
        } else {
            Candidacy next = candidate;
            if (next == null || !next.model().equals(model)) {
                next = begin(model);
            }
            next.wanted(wish);
            advance(next);
        }
        publish();
    }

    private Candidacy begin(ModelChoice model) {
        letGo();
        Candidacy next = new Candidacy(model);
        candidate = next;
        phase = RolloutPhase.LOADING;
        message = "";
        sendAll(new RolloutEvent.Load(model));
        return next;
    }

    private void letGo() {
        if (candidate != null) {
            sendAll(new RolloutEvent.Discard(candidate.model()));
            candidate = null;
        }
    }

    private void settle(RolloutPhase newPhase, String newMessage) {
        phase = newPhase;
        message = newMessage;
    }

    private void advance(Candidacy next) {
        if (!next.isLoadedBy(parallelism)) {
            return;
        }
        boolean shadow = next.isShadow(phase == RolloutPhase.SHADOWING);
        RolloutPhase reached = shadow ? RolloutPhase.SHADOWING : RolloutPhase.READY;
        if (reached != phase) {
            phase = reached;
            sendAll(new RolloutEvent.Shadow(next.model(), shadow));
        }
    }

    private void sendAll(RolloutEvent event) {
        ready.forEach(subtask -> effects.send(subtask, event));
    }

    /** A subtask begins to run. */
    public void ready(int subtask) {
        ready.add(subtask);
        if (candidate != null) {
            candidate.lost(subtask);
            effects.send(subtask, new RolloutEvent.Load(candidate.model()));
        }
    }

    /** A subtask has ended. */
    public void lost(int subtask) {
        ready.remove(subtask);
        if (candidate != null) {
            candidate.lost(subtask);
            if (phase == RolloutPhase.READY || phase == RolloutPhase.SHADOWING) {
                phase = RolloutPhase.LOADING;
                publish();
            }
        }
    }

    /** A subtask alone goes back to the last complete checkpoint. */
    public void reset(int subtask) {
        lost(subtask);
        if (phase == RolloutPhase.TAKING_OVER) {
            effects.restart(
                    "a subtask of %s failed while a model took over".formatted(network.name()));
        }
    }

    /** A subtask tells. */
    public void heard(int subtask, RolloutEvent event) {
        Candidacy next = candidate;
        if (next == null) {
            return;
        }
        if (event instanceof RolloutEvent.Loaded told && told.model().equals(next.model())) {
            next.loaded(subtask);
            advance(next);
            publish();
        } else if (event instanceof RolloutEvent.Refused told
                && told.model().equals(next.model())
                && phase != RolloutPhase.TAKING_OVER) {
            letGo();
            settle(RolloutPhase.REFUSED, told.reason());
            publish();
        } else if (event instanceof RolloutEvent.Drift told && told.model().equals(next.model())) {
            next.compared(subtask, told.content());
        }
    }

    /**
     * A checkpoint begins; its barriers are behind what is sent here.
     *
     * @return what the checkpoint is to hold
     */
    public RolloutState beforeCheckpoint(long id) {
        Candidacy next = candidate;
        if (next == null || !next.isPromoted() || !next.isLoadedBy(parallelism)) {
            return state();
        }
        if (phase != RolloutPhase.TAKING_OVER) {
            phase = RolloutPhase.TAKING_OVER;
            takingOverSince = id;
            publish();
        }
        sendAll(new RolloutEvent.TakeOver(next.model(), id));
        return afterwards(next, id).build();
    }

    /** A checkpoint is complete: what it holds stays so. */
    public void complete(long id) {
        Candidacy next = candidate;
        if (phase == RolloutPhase.TAKING_OVER && next != null && id >= takingOverSince) {
            RolloutState state = afterwards(next, id).build();
            candidate = null;
            phase = RolloutPhase.SERVING;
            restore(state);
            publish();
            ModelRollout waiting = deferred;
            deferred = null;
            if (waiting != null) {
                wanted(waiting);
            }
        } else if (phase == RolloutPhase.SHADOWING) {
            publish();
        }
    }

    private RolloutState.Builder afterwards(Candidacy next, long id) {
        return builder()
                .setPhase(RolloutPhase.SERVING)
                .setChosen(true)
                .setServing(RolloutRecords.model(next.model()))
                .setPrevious(RolloutRecords.model(serving))
                .setCandidate(null)
                .setCheckpoint(id)
                .setMessage(next.isRollback() ? "rolled back" : "took over as promoted");
    }

    /** How it stands. */
    public RolloutState state() {
        return builder().build();
    }

    private RolloutState.Builder builder() {
        Candidacy next = candidate;
        DriftWindow.Content all =
                next == null ? new DriftWindow.Content(0, new float[0]) : next.drift();
        boolean compared = all.cosines().length > 0;
        return RolloutRecords.state()
                .setJob(network.job())
                .setNetwork(network.name())
                .setKind(network.kind())
                .setPhase(phase)
                .setRolloutId(rolloutId)
                .setServing(RolloutRecords.model(serving))
                .setChosen(chosen)
                .setPrevious(RolloutRecords.model(previous))
                .setCandidate(RolloutRecords.model(next == null ? null : next.model()))
                .setMessage(message)
                .setCheckpoint(checkpoint)
                .setShadowed(all.seen())
                .setCosineMean(compared ? all.mean() : null)
                .setCosineP05(compared ? all.p05() : null)
                .setChangedTime(clock.instant());
    }

    private void publish() {
        effects.publish(state());
    }
}
