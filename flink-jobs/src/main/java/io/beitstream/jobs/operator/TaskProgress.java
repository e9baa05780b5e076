package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How far a subtask has come with what its source has read. At each barrier its operators say which
 * records have not come out; a source that keeps those in its own state, with the position of their
 * partition, lets barriers pass slow images.
 *
 * <p>It also tells which positions may be committed. Whoever begins at the position of a
 * checkpoint, without the checkpoint, would miss the records that it keeps. Such a position is safe
 * once a later checkpoint is complete before whose barrier all that was read before the former
 * one's had come out.
 *
 * <p>A source and the operators of its chain run on one thread, and each thread has one of these.
 */
public final class TaskProgress {
    private static final ThreadLocal<TaskProgress> OF_THIS_TASK =
            ThreadLocal.withInitial(TaskProgress::new);

    /**
     * What was so when a barrier passed.
     *
     * @param begun how many records came before it
     * @param firstUnfinished the number of the first of them, from 0, that had not come out; {@code
     *     begun} if all had
     */
    private record Barrier(
            long checkpoint, long begun, long firstUnfinished, List<SourceRecord> unfinished) {}

    private final Deque<Barrier> barriers = new ArrayDeque<>();
    private boolean keptBySource;

    TaskProgress() {}

    /** That of the task whose thread this is. */
    public static TaskProgress ofThisTask() {
        return OF_THIS_TASK.get();
    }

    /** The task begins. */
    public void clear() {
        barriers.clear();
        keptBySource = false;
    }

    /** The source promises to keep what is unfinished at a barrier, and to read it again. */
    public void keepBySource() {
        keptBySource = true;
    }

    /** Whether the source keeps what is unfinished. If not, barriers wait for every image. */
    boolean isKeptBySource() {
        return keptBySource;
    }

    /**
     * A barrier passes.
     *
     * @param begun how many records came before it
     * @param firstUnfinished the number of the first of them that has not come out
     * @param unfinished these records, in the order in which they were begun
     */
    public void passed(
            long checkpoint, long begun, long firstUnfinished, List<SourceRecord> unfinished) {
        barriers.add(new Barrier(checkpoint, begun, firstUnfinished, unfinished));
    }

    /**
     * The records that a checkpoint's barrier has just passed.
     *
     * @param toCome how many the source itself still holds that were read before this position
     */
    public List<SourceRecord> unfinishedAt(long checkpoint, int toCome) {
        Barrier last = barriers.peekLast();
        if (last == null || last.checkpoint() != checkpoint) {
            return List.of(); // nobody in this chain lets images wait beyond a barrier
        }
        barriers.removeLast();
        // The position will do for those who begin there; the records are the checkpoint's now.
        barriers.add(
                new Barrier(checkpoint, last.begun() + toCome, last.firstUnfinished(), List.of()));
        return last.unfinished();
    }

    /**
     * A checkpoint is complete.
     *
     * @return the checkpoints whose positions have become safe with it, in their order
     */
    public List<Long> completed(long checkpoint) {
        if (barriers.isEmpty() || barriers.peekFirst().checkpoint() > checkpoint) {
            return List.of(checkpoint); // nobody in this chain lets images wait beyond a barrier
        }
        long finished = -1;
        for (Barrier barrier : barriers) {
            if (barrier.checkpoint() <= checkpoint) {
                finished = Math.max(finished, barrier.firstUnfinished());
            }
        }
        List<Long> safe = new ArrayList<>();
        while (!barriers.isEmpty()
                && barriers.peekFirst().checkpoint() <= checkpoint
                && barriers.peekFirst().begun() <= finished) {
            safe.add(barriers.removeFirst().checkpoint());
        }
        return safe;
    }
}
