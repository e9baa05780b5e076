package io.beitstream.jobs.pipeline.ticket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes that all images in flight may hold together. What is in memory already is
 * <em>taken</em> without asking; what work is about to allocate is <em>reserved</em> first, in the
 * order of asking.
 *
 * <p>Invariant: beyond what is taken, reservations exceed the limit by one at most. Work that is
 * larger than the whole budget therefore still runs, alone; and since nobody who waits for a
 * reservation holds another, somebody can always go on. Thread-safe.
 */
public final class ByteBudget {
    private record Waiting(long bytes, CompletableFuture<Void> granted) {}

    private final long limit;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final List<Runnable> awaitingRoom = new ArrayList<>();
    private long taken;
    private long reserved;

    /**
     * @param limit in bytes
     */
    public ByteBudget(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a budget needs at least one byte");
        }
        this.limit = limit;
    }

    /** Bytes held now. */
    public synchronized long used() {
        return taken + reserved;
    }

    public long limit() {
        return limit;
    }

    /** Whether nothing new should be let in. */
    public synchronized boolean isExhausted() {
        return taken + reserved >= limit;
    }

    /** Runs a short task as soon as the budget is not exhausted; at once if it is not. */
    public void whenRoom(Runnable task) {
        synchronized (this) {
            if (isExhausted()) {
                awaitingRoom.add(task);
                return;
            }
        }
        task.run();
    }

    /** Accounts for bytes that are in memory already. */
    synchronized void take(long bytes) {
        taken += bytes;
    }

    /** Gives back bytes that were taken. */
    void giveBack(long bytes) {
        change(-bytes, 0);
    }

    /**
     * Asks for bytes that work is about to allocate. Cancelling the future before it completes
     * withdraws the question.
     */
    CompletableFuture<Void> reserve(long bytes) {
        CompletableFuture<Void> granted = new CompletableFuture<>();
        synchronized (this) {
            queue.add(new Waiting(bytes, granted));
        }
        change(0, 0);
        return granted;
    }

    /** Gives back a reservation. */
    void unreserve(long bytes) {
        change(0, -bytes);
    }

    /** Turns a reservation, or a part of it, into bytes that are in memory. */
    void settle(long reservedBytes, long takenBytes) {
        change(takenBytes, -reservedBytes);
    }

    private void change(long takenBy, long reservedBy) {
        List<Waiting> granted = new ArrayList<>();
        List<Runnable> wake = List.of();
        synchronized (this) {
            taken += takenBy;
            reserved += reservedBy;
            while (mayGrantNext()) {
                Waiting next = queue.remove();
                if (!next.granted().isDone()) {
                    reserved += next.bytes();
                    granted.add(next);
                }
            }
            if (!isExhausted() && !awaitingRoom.isEmpty()) {
                wake = List.copyOf(awaitingRoom);
                awaitingRoom.clear();
            }
        }
        wake.forEach(Runnable::run);
        for (Waiting waiting : granted) {
            if (!waiting.granted().complete(null)) {
                unreserve(waiting.bytes()); // withdrawn at the last moment
            }
        }
    }

    private boolean mayGrantNext() {
        Waiting next = queue.peek();
        return next != null
                && (reserved == 0
                        || next.granted().isDone()
                        || taken + reserved + next.bytes() <= limit);
    }
}
