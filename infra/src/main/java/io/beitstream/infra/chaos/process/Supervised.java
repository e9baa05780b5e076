package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that is to run, with what kills, stops and starts it. After a kill it stays dead until
 * its time; when it ends by itself it is started again at once. Thread-safe.
 */
public final class Supervised implements AutoCloseable {
    private final JavaCommand command;
    private final WorkDirectory work;
    private @Nullable Process process;
    private long startAtNanos = System.nanoTime();
    private int unplannedExits;
    private boolean closed;

    public Supervised(JavaCommand command, WorkDirectory work) {
        this.command = command;
        this.work = work;
    }

    public String name() {
        return command.name();
    }

    /** Starts it if it should run and does not; called again and again. */
    synchronized void tend() {
        if (closed) {
            return;
        }
        Process current = process;
        if (current != null && !current.isAlive()) {
            unplannedExits++;
            process = null;
        }
        if (process == null && System.nanoTime() - startAtNanos >= 0) {
            try {
                process = command.start(work);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + name(), e);
            }
        }
    }

    /** {@code kill -9}; it comes back after {@code absence}. */
    public synchronized void kill(Duration absence) {
        startAtNanos = System.nanoTime() + absence.toNanos();
        end();
    }

    /**
     * {@code SIGSTOP}, and after {@code length} {@code SIGCONT}. Both are sent by a process of
     * their own, which does its second half also when the harness is gone.
     */
    public synchronized void pause(Duration length) throws IOException {
        Process current = process;
        if (current == null) {
            return;
        }
        String script = "trap '' INT TERM HUP; kill -STOP $0 && sleep $1; kill -CONT $0";
        new ProcessBuilder(
                        "sh",
                        "-c",
                        script,
                        Long.toString(current.pid()),
                        Double.toString(length.toMillis() / 1e3))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(work.log("pauses").toFile()))
                .start();
    }

    public synchronized boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** How often it ended without having been killed. */
    public synchronized int unplannedExits() {
        return unplannedExits;
    }

    /** Kills it for good. */
    @Override
    public synchronized void close() {
        closed = true;
        end();
    }

    private void end() {
        Process current = process;
        process = null;
        if (current == null) {
            return;
        }
        current.descendants().forEach(ProcessHandle::destroyForcibly);
        current.destroyForcibly();
        try {
            current.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
