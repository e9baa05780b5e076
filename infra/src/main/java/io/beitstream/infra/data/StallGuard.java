package io.beitstream.infra.data;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a stream of which nothing has come for too long, so that whoever reads it is told. */
final class StallGuard implements Closeable {
    private final DeadlineTimer timer;
    private final Duration limit;
    private final Closeable stream;
    private volatile long moved;
    private volatile boolean stalled;
    private DeadlineTimer.Scheduled next;
    private boolean closed;

    StallGuard(DeadlineTimer timer, Duration limit, Closeable stream) {
        this.timer = timer;
        this.limit = limit;
        this.stream = stream;
        this.moved = timer.nanoTime();
        this.next = timer.schedule(this::look, limit.toNanos());
    }

    /** Something has come. */
    void moved() {
        moved = timer.nanoTime();
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        long left = limit.toNanos() - (timer.nanoTime() - moved);
        if (left > 0) {
            next = timer.schedule(this::look, left);
            return;
        }
        stalled = true;
        try {
            stream.close();
        } catch (IOException e) {
            // Whoever reads the stream is told of it there.
        }
    }

    /** Tells whether the stream ended because it was closed here. */
    void requireMoving() throws IOException {
        if (stalled) {
            throw new IOException("nothing came for %d s".formatted(limit.toSeconds()));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
