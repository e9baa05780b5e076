package io.beitstream.infra.data;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Closes a stream of which nothing has come for too long, so that whoever reads it is told. */
final class StallGuard implements Closeable {
    private final DeadlineTimer timer;
    private final Duration limit;
    private final Closeable stream;
    private final Executor closer;
    private volatile long moved;
    private volatile boolean stalled;
    private DeadlineTimer.Scheduled next;
    private boolean closed;

    /**
     * @param closer where the stream is closed, which may take its time
     */
    StallGuard(DeadlineTimer timer, Duration limit, Closeable stream, Executor closer) {
        this.closer = closer;
        this.timer = timer;
        this.limit = limit;
        this.stream = stream;
        this.moved = timer.nanoTime();
        this.next = timer.schedule(this::look, limit.toNanos());
    }

    /** One whose timer goes on for others while it closes the stream. */
    static StallGuard of(DeadlineTimer timer, Duration limit, Closeable stream) {
        return new StallGuard(timer, limit, stream, StallGuard::inThread);
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "beitstream-stalled");
        thread.setDaemon(true);
        thread.start();
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
        closer.execute(this::closeStream);
    }

    private void closeStream() {
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
