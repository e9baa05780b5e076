package io.beitstream.infra.search.index;

import java.time.Duration;

/** Says when a period has passed since it last said so. */
final class Timer {
    private final long nanos;
    private long last = System.nanoTime();

    Timer(Duration period) {
        this.nanos = period.toNanos();
    }

    boolean isDue() {
        long now = System.nanoTime();
        if (now - last < nanos) {
            return false;
        }
        last = now;
        return true;
    }
}
