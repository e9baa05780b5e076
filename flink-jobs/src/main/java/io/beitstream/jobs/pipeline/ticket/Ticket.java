package io.beitstream.jobs.pipeline.ticket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with one image from its record to its outcome: one deadline, its share of the
 * {@link ByteBudget}, and what must be stopped if the image is given up.
 *
 * <p>Whoever works on the image registers by {@link #whenGivenUp} how to abort, reserves what it is
 * about to allocate, and may {@link #pause} the deadline while it waits for something that is not
 * the image's fault. Whoever hands the outcome on closes the ticket. Thread-safe.
 */
public final class Ticket implements AutoCloseable {
    private final Consumer<Ticket> whenClosed;
    private final ByteBudget budget;
    private final DeadlineTimer timer;
    private final List<Runnable> aborts = new ArrayList<>();
    private long deadlineNanos;
    private long pausedSinceNanos;
    private int pauses;
    private DeadlineTimer.@Nullable Scheduled alarm;
    private boolean givenUp;
    private boolean closed;
    private long taken;
    private long reserved;

    private Ticket(
            ByteBudget budget, DeadlineTimer timer, Duration limit, Consumer<Ticket> whenClosed) {
        this.whenClosed = whenClosed;
        this.budget = budget;
        this.timer = timer;
        this.deadlineNanos = timer.nanoTime() + limit.toNanos();
    }

    /**
     * Issues a ticket; its time runs from now.
     *
     * @param bytes that the image's record holds in memory
     */
    public static Ticket issue(ByteBudget budget, DeadlineTimer timer, Duration limit, long bytes) {
        return issue(budget, timer, limit, bytes, closed -> {});
    }

    static Ticket issue(
            ByteBudget budget,
            DeadlineTimer timer,
            Duration limit,
            long bytes,
            Consumer<Ticket> whenClosed) {
        Ticket ticket = new Ticket(budget, timer, limit, whenClosed);
        ticket.take(bytes);
        ticket.setAlarm();
        return ticket;
    }

    private synchronized void setAlarm() {
        if (!closed && !givenUp && pauses == 0) {
            alarm = timer.schedule(this::ring, Math.max(0, deadlineNanos - timer.nanoTime()));
        }
    }

    private void ring() {
        List<Runnable> now;
        synchronized (this) {
            alarm = null;
            if (pauses > 0) {
                return;
            }
            if (timer.nanoTime() - deadlineNanos < 0) {
                setAlarm();
                return;
            }
            now = takeAborts();
        }
        now.forEach(Runnable::run);
    }

    /** Called under the lock; the image is given up once. */
    private List<Runnable> takeAborts() {
        if (givenUp || closed) {
            return List.of();
        }
        givenUp = true;
        List<Runnable> now = List.copyOf(aborts);
        aborts.clear();
        return now;
    }

    /** Time that is left; not positive once the deadline has passed. */
    public synchronized Duration left() {
        long now = pauses > 0 ? pausedSinceNanos : timer.nanoTime();
        return Duration.ofNanos(deadlineNanos - now);
    }

    /** Stops the clock of the deadline until as many calls of {@link #resume}. */
    public synchronized void pause() {
        if (pauses++ == 0) {
            pausedSinceNanos = timer.nanoTime();
            if (alarm != null) {
                alarm.cancel();
                alarm = null;
            }
        }
    }

    /** Lets the clock run on, from where it was stopped. */
    public synchronized void resume() {
        if (--pauses == 0) {
            deadlineNanos += timer.nanoTime() - pausedSinceNanos;
            setAlarm();
        }
    }

    /** Whether nobody waits for this image any more; long work asks now and then, and stops. */
    public synchronized boolean isGivenUp() {
        return givenUp || closed;
    }

    /**
     * Registers what to stop if the image is given up: its deadline passes, or its task closes.
     * Runs at once if it has been.
     *
     * @return withdraws it: what has ended holds nothing of the image any more
     */
    public Runnable whenGivenUp(Runnable abort) {
        synchronized (this) {
            if (!givenUp) {
                if (!closed) {
                    aborts.add(abort);
                }
                return () -> withdraw(abort);
            }
        }
        abort.run();
        return () -> {};
    }

    private synchronized void withdraw(Runnable abort) {
        aborts.remove(abort);
    }

    /** Gives the image up: aborts what works on it. */
    public void giveUp() {
        List<Runnable> now;
        synchronized (this) {
            now = takeAborts();
        }
        now.forEach(Runnable::run);
    }

    /** Accounts for bytes that are in memory already. */
    public synchronized void take(long bytes) {
        if (!closed) {
            taken += bytes;
            budget.take(bytes);
        }
    }

    /** Gives back bytes that are not held any more. */
    public void giveBack(long bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            taken -= bytes;
        }
        budget.giveBack(bytes);
    }

    /**
     * Asks for bytes that work is about to allocate; completes when they are granted, or
     * exceptionally when the image is given up first. Hold one reservation at a time: {@link
     * #settle} it before asking for another.
     */
    public CompletableFuture<Void> reserve(long bytes) {
        CompletableFuture<Void> asked = budget.reserve(bytes);
        CompletableFuture<Void> granted =
                asked.thenRun(
                        () -> {
                            synchronized (this) {
                                if (!closed) {
                                    reserved += bytes;
                                    return;
                                }
                            }
                            budget.unreserve(bytes);
                        });
        Runnable withdrawal = whenGivenUp(() -> asked.cancel(false));
        var unused = asked.whenComplete((nothing, error) -> withdrawal.run());
        return granted;
    }

    /** Ends the reservation; {@code bytes} of it are still held. */
    public void settle(long bytes) {
        long ended;
        synchronized (this) {
            if (closed) {
                return;
            }
            ended = reserved;
            reserved = 0;
            taken += bytes;
        }
        budget.settle(ended, bytes);
    }

    /** Gives the whole share back; the image is through. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            aborts.clear();
            if (alarm != null) {
                alarm.cancel();
                alarm = null;
            }
        }
        budget.settle(reserved, -taken);
        whenClosed.accept(this);
    }
}
