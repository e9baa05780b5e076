package io.beitstream.jobs.pipeline.ticket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The budgets that all subtasks of this JVM share. */
public final class JvmBudget {
    private static final int SHARE_OF_HEAP = 4;
    private static final Map<Long, ByteBudget> BUDGETS = new ConcurrentHashMap<>();

    private JvmBudget() {}

    /**
     * The budget of this limit.
     *
     * @param limit in bytes; 0 for a quarter of the heap
     */
    public static ByteBudget of(long limit) {
        long bytes = limit > 0 ? limit : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        return BUDGETS.computeIfAbsent(bytes, ByteBudget::new);
    }
}
