package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Admits the images of one store to their attempts, and tells a store that is down from an image
 * that is bad. Its states:
 *
 * <ul>
 *   <li><em>closed</em>: up to {@code limit} attempts at once; a failure is the image's own, unless
 *       most of the latest images have failed, or a sound image might have failed as often ({@link
 *       StoreHealth}), or it was open within the quiet time. It opens once as many different images
 *       as the options say have failed without a success between; or when one image has spent its
 *       attempts, all on failures typical of an outage, and nobody has had an answer for the quiet
 *       time.
 *   <li><em>open</em>: no failure is an image's own. All wait with their tickets paused, whoever
 *       failed as well. One probe at a time goes through, after a doubling wait. Once the outage
 *       has lasted its longest, each failed probe turns away all that wait, with what the store
 *       said.
 *   <li><em>recovering</em>: after a success (an answer that blames the image is one), one attempt,
 *       and with each further success twice as many, until the limit is reached and it is closed.
 *       Failures of two different images without a success between open it again.
 * </ul>
 *
 * <p>Used under the lock of its {@link StoreBreakers}; what visits and listeners are told is left
 * there to run after it.
 */
final class StoreBreaker {
    private enum State {
        CLOSED,
        OPEN,
        RECOVERING
    }

    private static final int FAILURES_IN_RECOVERY = 2;

    /** What a sound image may fail by: so rarely, it is dead although it is sound. */
    private static final double CHANCE = 1e-4;

    private final String store;
    private final int limit;
    private final StoreBreakers all;
    private final Set<Visit> waiting = new LinkedHashSet<>();
    private final Set<Visit> inFlight = new HashSet<>();
    private final Set<Visit> failedInARow = new HashSet<>();
    private final StoreHealth health;
    private State state = State.CLOSED;
    private int recovered;
    private @Nullable Visit probe;
    private int probesFailed;
    private long openSince;
    private long sparesUntil;
    private long probeAt;
    private DeadlineTimer.@Nullable Scheduled alarm;
    private boolean everAnswered;
    private long lastAnswer;
    private long lastUsed;

    StoreBreaker(String store, int limit, StoreBreakers all) {
        this.store = store;
        this.limit = limit;
        this.all = all;
        this.health = new StoreHealth(all.options().quiet().toNanos());
        this.sparesUntil = now();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isHolding() {
        return state != State.CLOSED && !waiting.isEmpty();
    }

    boolean isIdleFor(long nanos) {
        return waiting.isEmpty() && inFlight.isEmpty() && now() - lastUsed > nanos;
    }

    void enter(Visit visit) {
        waiting.add(visit);
        if (state != State.CLOSED) {
            visit.hold();
        }
        admit();
    }

    /** Admits as many as may go now. */
    void admit() {
        lastUsed = now();
        while (!waiting.isEmpty() && inFlight.size() < admissible()) {
            if (!all.takeSlot(this)) {
                return;
            }
            Visit next = waiting.iterator().next();
            waiting.remove(next);
            inFlight.add(next);
            next.begins(now());
            if (state == State.OPEN) {
                probe = next;
            } else {
                next.letGo();
            }
            all.later(next::admitted);
        }
    }

    private int admissible() {
        if (state != State.OPEN) {
            return state == State.CLOSED ? limit : recovered;
        }
        if (now() - probeAt >= 0) {
            return 1;
        }
        if (alarm == null) {
            alarm = all.wakeAt(probeAt, this);
        }
        return 0;
    }

    /** The alarm has rung. */
    void wake() {
        alarm = null;
        admit();
    }

    /** The visit is over, whatever became of its attempt. */
    void leave(Visit visit) {
        waiting.remove(visit);
        end(visit);
        visit.letGo();
        admit();
    }

    private boolean end(Visit visit) {
        boolean wasProbe = probe == visit;
        if (inFlight.remove(visit)) {
            all.giveSlot();
        }
        if (wasProbe) {
            probe = null;
        }
        return wasProbe;
    }

    /** The store has answered; the visit is over. */
    void answered(Visit visit) {
        everAnswered = true;
        lastAnswer = now();
        failedInARow.clear();
        health.ended(visit.identity(), false, lastAnswer);
        switch (state) {
            case OPEN -> {
                state = State.RECOVERING;
                sparesUntil = lastAnswer + all.options().quiet().toNanos();
                recovered = 1;
                probesFailed = 0;
                cancelAlarm();
                all.tell(listener -> listener.breakerClosed(store));
            }
            case RECOVERING -> {
                recovered = Math.min(limit, 2 * recovered);
                state = recovered == limit ? State.CLOSED : State.RECOVERING;
            }
            case CLOSED -> {}
        }
        leave(visit);
    }

    /**
     * An attempt has failed in a way that may pass.
     *
     * @param typical whether this and all attempts of the image before failed as in an outage
     * @param last whether the image has no further attempt
     * @param patient whether it may be tried on all the same, if its failures may be chance
     * @return {@link Ruling#HELD} if it stays, for a further attempt or to be turned away;
     *     otherwise it has left
     */
    Ruling failed(
            Visit visit, AttemptException failure, boolean typical, boolean last, boolean patient) {
        boolean wasProbe = end(visit);
        health.ended(visit.identity(), true, now());
        if (state != State.OPEN) {
            failedInARow.add(visit);
            if (isOutage(typical && last)) {
                open(failure);
            }
        }
        boolean waits = state == State.OPEN;
        if (waits) {
            waiting.add(visit);
            visit.hold();
        } else {
            visit.letGo();
        }
        if (wasProbe) {
            probeFailed(failure);
        }
        admit();
        if (waits) {
            return Ruling.HELD;
        }
        visit.countFailure();
        boolean spared = isSick() || last && patient && mayBeChance(visit);
        return spared ? Ruling.SPARED : Ruling.COUNTED;
    }

    private boolean isSick() {
        return now() - sparesUntil < 0 || health.isSick(now());
    }

    private boolean mayBeChance(Visit visit) {
        double failing = health.failingSince(visit.firstAttempt(), visit.identity());
        return Math.pow(failing, visit.failures()) >= CHANCE;
    }

    private void probeFailed(AttemptException failure) {
        probesFailed++;
        probeAt = now() + all.probeWait(probesFailed + 1, failure);
        if (now() - openSince >= all.options().maxOutage().toNanos()) {
            turnAllAway(failure);
        }
    }

    private boolean isOutage(boolean evenAlone) {
        int enough = all.options().failures();
        if (state == State.RECOVERING) {
            enough = Math.min(enough, FAILURES_IN_RECOVERY);
        }
        boolean quiet = !everAnswered || now() - lastAnswer >= all.options().quiet().toNanos();
        return failedInARow.size() >= enough || evenAlone && quiet;
    }

    private void open(AttemptException failure) {
        state = State.OPEN;
        failedInARow.clear();
        openSince = now();
        probesFailed = 0;
        probeAt = now() + all.probeWait(1, failure);
        waiting.forEach(Visit::hold);
        inFlight.forEach(Visit::hold);
        all.tell(listener -> listener.breakerOpened(store));
    }

    private void turnAllAway(AttemptException failure) {
        for (Visit visit : waiting) {
            visit.letGo();
            all.later(() -> visit.turnedAway(failure));
        }
        waiting.clear();
    }

    /** Whether the store has ever been seen to answer. */
    boolean hasAnswered() {
        return everAnswered;
    }

    /** Forgets the store. */
    void drop() {
        cancelAlarm();
        if (state == State.OPEN) {
            all.tell(listener -> listener.breakerClosed(store));
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private long now() {
        return all.now();
    }
}
