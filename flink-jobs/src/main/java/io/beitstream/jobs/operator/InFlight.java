package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The results that an operator has begun and not let out. They come out as soon as they are there,
 * but never before an earlier one of the same key: an image that is published again, or deleted, is
 * not overtaken by its past. Those that take long can be set aside. For the task's thread; others
 * may read the sizes.
 *
 * @param <V> what comes out
 */
final class InFlight<V> {
    private final Map<Object, Deque<Slot<V>>> byKey = new HashMap<>();
    private final Set<Slot<V>> awaited = new LinkedHashSet<>();
    private final Set<Slot<V>> aside = new LinkedHashSet<>();
    private long begun;
    private long bytesAside;
    private volatile int sizeAwaited; // metrics read them
    private volatile int sizeAside;

    /** The place of one result. */
    static final class Slot<V> {
        private final long number;
        private final @Nullable Object key;
        private final SourceRecord record;
        private final long since;
        private @Nullable Future<V> work;
        private @Nullable V result;

        private Slot(long number, @Nullable Object key, SourceRecord record, long since) {
            this.number = number;
            this.key = key;
            this.record = record;
            this.since = since;
        }

        /** What the result is waited for with. */
        void workedOnBy(Future<V> future) {
            work = future;
        }

        /** Whether only time can bring it out: it is not ready, or an earlier one is not. */
        private boolean isPending() {
            return result != null || work != null && !work.isDone();
        }
    }

    /**
     * Takes the next place.
     *
     * @param key null for a result that has no order
     * @param record what the result is made from
     * @param now a clock reading
     */
    Slot<V> begin(@Nullable Object key, SourceRecord record, long now) {
        Slot<V> slot = new Slot<>(begun, key, record, now);
        begun++;
        if (key != null) {
            byKey.computeIfAbsent(key, k -> new ArrayDeque<>(1)).add(slot);
        }
        awaited.add(slot);
        count();
        return slot;
    }

    /** Puts a result into its place, and lets out whatever may go now. */
    void finish(Slot<V> slot, V result, Consumer<V> out) {
        if (slot.key == null) {
            leave(slot);
            out.accept(result);
            return;
        }
        slot.result = result;
        Deque<Slot<V>> queue = byKey.get(slot.key);
        while (queue != null && !queue.isEmpty()) {
            V next = queue.element().result;
            if (next == null) {
                return;
            }
            Slot<V> first = queue.remove();
            if (queue.isEmpty()) {
                byKey.remove(slot.key);
            }
            leave(first);
            out.accept(next);
        }
    }

    private void leave(Slot<V> slot) {
        if (!awaited.remove(slot) && aside.remove(slot)) {
            bytesAside -= slot.record.size();
        }
        count();
    }

    private void count() {
        sizeAwaited = awaited.size();
        sizeAside = aside.size();
    }

    /**
     * Sets aside what was begun at a time or before, as far as its records are small and there is
     * room.
     */
    void setAside(long until, Patience patience) {
        var slots = awaited.iterator();
        while (slots.hasNext()) {
            Slot<V> slot = slots.next();
            if (slot.since - until > 0) {
                break; // the others are younger
            }
            long size = slot.record.size();
            if (slot.isPending()
                    && size <= patience.recordBytes()
                    && bytesAside + size <= patience.asideBytes()) {
                slots.remove();
                aside.add(slot);
                bytesAside += size;
            }
        }
        count();
    }

    /**
     * Whether a barrier may pass all that has not come out: it waits for nothing but time, and its
     * records are small.
     */
    boolean mayBePassed(Patience patience) {
        long bytes = bytesAside;
        for (Slot<V> slot : awaited) {
            long size = slot.record.size();
            if (!slot.isPending() || size > patience.recordBytes()) {
                return false;
            }
            bytes += size;
        }
        return bytes <= patience.totalBytes();
    }

    /**
     * When the first one after a time was begun, of those that could be set aside; null if there is
     * none.
     */
    @Nullable Long firstAfter(long time, Patience patience) {
        for (Slot<V> slot : awaited) {
            if (slot.since - time > 0 && slot.record.size() <= patience.recordBytes()) {
                return slot.since;
            }
        }
        return null;
    }

    /** The records of all that has not come out, in the order in which they were begun. */
    List<SourceRecord> unfinished() {
        List<Slot<V>> slots = new ArrayList<>(aside);
        slots.addAll(awaited);
        slots.sort(Comparator.comparingLong(slot -> slot.number));
        return slots.stream().map(slot -> slot.record).toList();
    }

    /** How many were ever begun: the number that the next one gets. */
    long begun() {
        return begun;
    }

    /** The number of the first that has not come out; that of the next one if all have. */
    long firstUnfinished() {
        long first = begun;
        for (Slot<V> slot : aside) {
            first = Math.min(first, slot.number);
        }
        return awaited.isEmpty() ? first : Math.min(first, awaited.iterator().next().number);
    }

    /** Results that have not come out. */
    int size() {
        return sizeAwaited + sizeAside;
    }

    /** Results that have not come out, but those set aside. */
    int awaited() {
        return sizeAwaited;
    }

    /** Results that have not come out and are set aside. */
    int aside() {
        return sizeAside;
    }
}
