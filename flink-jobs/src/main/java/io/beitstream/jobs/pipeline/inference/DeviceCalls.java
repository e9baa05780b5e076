package io.beitstream.jobs.pipeline.inference;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches that devices are computing. One that a device never answers stays, also when its job
 * has long begun again: what it holds is freed by the end of the process alone.
 */
public final class DeviceCalls {
    /** Those of all devices. */
    public static final DeviceCalls OF_THIS_JVM = new DeviceCalls();

    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    DeviceCalls() {}

    /** A batch under way. */
    final class Call implements AutoCloseable {
        private final long since = System.nanoTime();

        private Call() {}

        @Override
        public void close() {
            running.remove(this);
        }
    }

    /** A batch begins; it ends when it is closed. */
    Call begin() {
        Call call = new Call();
        running.add(call);
        return call;
    }

    /** How long the oldest has been running; zero if there is none. */
    public Duration longest() {
        long now = System.nanoTime();
        long longest = 0;
        for (Call call : running) {
            longest = Math.max(longest, now - call.since);
        }
        return Duration.ofNanos(longest);
    }
}
