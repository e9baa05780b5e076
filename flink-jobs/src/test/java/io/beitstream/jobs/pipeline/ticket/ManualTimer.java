package io.beitstream.jobs.pipeline.ticket;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** A clock that a test moves. */
public final class ManualTimer implements DeadlineTimer {
    private record Task(long at, long order, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = TimeUnit.HOURS.toNanos(1);
    private long order;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Scheduled schedule(Runnable work, long delayNanos) {
        Task task = new Task(now + delayNanos, order++, work);
        tasks.add(task);
        return () -> {
            synchronized (this) {
                tasks.remove(task);
            }
        };
    }

    /** Lets time pass, and runs what falls due on the way. */
    public void advance(Duration time) {
        long until = nanoTime() + time.toNanos();
        for (Task next = nextBefore(until); next != null; next = nextBefore(until)) {
            next.work().run();
        }
        synchronized (this) {
            now = until;
        }
    }

    private synchronized Task nextBefore(long until) {
        if (tasks.isEmpty() || tasks.peek().at() > until) {
            return null;
        }
        Task next = tasks.remove();
        now = Math.max(now, next.at());
        return next;
    }

    /** Tasks that wait for their time. */
    public synchronized int scheduled() {
        return tasks.size();
    }
}
