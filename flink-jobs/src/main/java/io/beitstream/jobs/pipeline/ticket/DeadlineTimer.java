package io.beitstream.jobs.pipeline.ticket;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** A clock that also runs tasks later; a parameter wherever time matters, so that tests own it. */
public interface DeadlineTimer {
    /** A clock reading, to be compared with others of the same timer only. */
    long nanoTime();

    /** Runs a short task once, after a delay. */
    Scheduled schedule(Runnable task, long delayNanos);

    /** A task that has been put off. */
    interface Scheduled {
        /** Takes it back, unless it has begun. */
        void cancel();
    }

    /** The JVM's clock, and one daemon thread. */
    DeadlineTimer SYSTEM =
            new DeadlineTimer() {
                private final ScheduledThreadPoolExecutor thread = newThread();

                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public Scheduled schedule(Runnable task, long delayNanos) {
                    ScheduledFuture<?> future =
                            thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
                    return () -> future.cancel(false);
                }
            };

    private static ScheduledThreadPoolExecutor newThread() {
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        BasicThreadFactory.builder()
                                .namingPattern("beitstream-timer")
                                .daemon(true)
                                .build());
        thread.setRemoveOnCancelPolicy(true);
        return thread;
    }
}
