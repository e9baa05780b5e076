package io.beitstream.jobs.pipeline.fetch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the latest images of a store fared, each by its latest attempt. A store is sick while most of
 * them fail: it answers some, so that it is not down, but a failure says nothing of the image.
 *
 * <p>Used under the lock of {@link StoreBreakers}.
 */
final class StoreHealth {
    private static final int REMEMBERED = 32;
    private static final int ENOUGH = 8;

    private record Result(boolean failed, long at) {}

    private final long memoryNanos;
    private final Map<Object, Result> latest = new LinkedHashMap<>();

    /**
     * @param memoryNanos how long a result counts
     */
    StoreHealth(long memoryNanos) {
        this.memoryNanos = memoryNanos;
    }

    /**
     * An attempt has ended.
     *
     * @param image its identity; kept, so it holds nothing else
     */
    void ended(Object image, boolean failed, long now) {
        latest.remove(image);
        latest.put(image, new Result(failed, now));
        if (latest.size() > REMEMBERED) {
            latest.remove(latest.keySet().iterator().next());
        }
    }

    /** Whether most of several images have failed of late. */
    boolean isSick(long now) {
        latest.values().removeIf(result -> now - result.at > memoryNanos);
        long failed = latest.values().stream().filter(Result::failed).count();
        return latest.size() >= ENOUGH && 2 * failed > latest.size();
    }
}
