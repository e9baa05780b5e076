package io.beitstream.jobs.pipeline.inference;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches that devices of this JVM are computing. One that a device never answers stays, also
 * when its job has long begun again: what it holds is freed by the end of the process alone.
 */
public final class DeviceCalls {
    private static final Set<Call> RUNNING = ConcurrentHashMap.newKeySet();

    private DeviceCalls() {}

    /** A batch under way. */
    static final class Call implements AutoCloseable {
        private final long since = System.nanoTime();

        private Call() {}

        @Override
        public void close() {
            RUNNING.remove(this);
        }
    }

    /** A batch begins; it ends when it is closed. */
    static Call begin() {
        Call call = new Call();
        RUNNING.add(call);
        return call;
    }

    /** How long the oldest has been running; zero if there is none. */
    public static Duration longest() {
        long now = System.nanoTime();
        long longest = 0;
        for (Call call : RUNNING) {
            longest = Math.max(longest, now - call.since);
        }
        return Duration.ofNanos(longest);
    }
}
