package io.beitstream.jobs.operator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells a subtask's source which of its positions it may commit. A checkpoint may hold records that
 * are still worked on; whoever begins at the position it read up to, without the checkpoint, would
 * miss them. Such a position is safe once a later checkpoint is complete before whose barrier all
 * that was read before the former one's had come out.
 *
 * <p>A source and the operators of its chain run on one thread, and each thread has one of these.
 */
public final class SafeOffsets {
    private static final ThreadLocal<SafeOffsets> OF_THIS_TASK =
            ThreadLocal.withInitial(SafeOffsets::new);

    private record Barrier(long checkpoint, long begun, long firstUnfinished) {}

    private final Deque<Barrier> barriers = new ArrayDeque<>();
    private long safe = -1;

    SafeOffsets() {}

    /** That of the task whose thread this is. */
    public static SafeOffsets ofThisTask() {
        return OF_THIS_TASK.get();
    }

    /** The task begins. */
    void clear() {
        barriers.clear();
        safe = -1;
    }

    /**
     * A barrier passes.
     *
     * @param begun how many records came before it
     * @param firstUnfinished the number of the first of them, from 0, whose outcome did not; {@code
     *     begun} if all did
     */
    void passed(long checkpoint, long begun, long firstUnfinished) {
        barriers.add(new Barrier(checkpoint, begun, firstUnfinished));
    }

    /**
     * A checkpoint is complete.
     *
     * @return the latest checkpoint whose positions are safe; a negative number if there is none
     */
    public long completed(long checkpoint) {
        if (barriers.isEmpty() || barriers.peekFirst().checkpoint() > checkpoint) {
            return checkpoint; // nobody in this chain lets images wait beyond a barrier
        }
        long finished = -1;
        for (Barrier barrier : barriers) {
            if (barrier.checkpoint() <= checkpoint) {
                finished = Math.max(finished, barrier.firstUnfinished());
            }
        }
        while (!barriers.isEmpty()
                && barriers.peekFirst().checkpoint() <= checkpoint
                && barriers.peekFirst().begun() <= finished) {
            safe = barriers.removeFirst().checkpoint();
        }
        return safe;
    }
}
