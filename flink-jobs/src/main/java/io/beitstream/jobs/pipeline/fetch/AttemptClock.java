package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The deadline of one attempt; stands still while the attempt waits for memory. Thread-safe. */
final class AttemptClock {
    private final DeadlineTimer timer;
    private final Runnable expired;
    private long leftNanos;
    private long runningSinceNanos;
    private DeadlineTimer.@Nullable Scheduled alarm;
    private boolean ended;

    /** Stands still at first. */
    AttemptClock(DeadlineTimer timer, Duration limit, Runnable expired) {
        this.timer = timer;
        this.leftNanos = limit.toNanos();
        this.expired = expired;
    }

    synchronized void pause() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
            leftNanos -= timer.nanoTime() - runningSinceNanos;
        }
    }

    synchronized void resume() {
        if (!ended && alarm == null) {
            runningSinceNanos = timer.nanoTime();
            alarm = timer.schedule(expired, Math.max(0, leftNanos));
        }
    }

    synchronized void end() {
        ended = true;
        pause();
    }
}
