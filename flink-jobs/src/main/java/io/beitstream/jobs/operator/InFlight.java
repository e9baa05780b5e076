package io.beitstream.jobs.operator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The results that an operator waits for. They come out as soon as they are there, but never before
 * an earlier one of the same key: an image that is published again, or deleted, is not overtaken by
 * its past. For the task's thread; others may read the size.
 *
 * @param <V> what comes out
 */
final class InFlight<V> {
    private final Map<Object, Deque<Slot<V>>> byKey = new HashMap<>();
    private volatile int size; // metrics read it

    /** The place of one result. */
    static final class Slot<V> {
        private final @Nullable Object key;
        private @Nullable V result;

        private Slot(@Nullable Object key) {
            this.key = key;
        }
    }

    /**
     * Takes the next place.
     *
     * @param key null for a result that has no order
     */
    Slot<V> begin(@Nullable Object key) {
        Slot<V> slot = new Slot<>(key);
        if (key != null) {
            byKey.computeIfAbsent(key, k -> new ArrayDeque<>(1)).add(slot);
        }
        size = size + 1;
        return slot;
    }

    /** Puts a result into its place, and lets out whatever may go now. */
    void finish(Slot<V> slot, V result, Consumer<V> out) {
        if (slot.key == null) {
            size = size - 1;
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
            queue.remove();
            if (queue.isEmpty()) {
                byKey.remove(slot.key);
            }
            size = size - 1;
            out.accept(next);
        }
    }

    /** Results that have not come out. */
    int size() {
        return size;
    }
}
