package io.beitstream.jobs.pipeline.fetch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the latest images of a store fared, each by its latest attempt. A store is sick while most of
 * them fail: it answers some, so that it is not down, but a failure says nothing of the image. What
 * was well before an image's first attempt does not speak against the image, though: others are
 * asked for from then on, and then fewer failures are enough.
 *
 * <p>Used under the lock of {@link StoreBreakers}.
 */
final class StoreHealth {
    private static final int REMEMBERED = 32;
    private static final int ENOUGH = 8;
    private static final int ENOUGH_OTHERS = 3;
    private static final int FEW = 4; // one in so many

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

    /**
     * Whether other images have fared badly since a time, with which the store is to blame for one
     * that failed then: more than a quarter of at least three.
     */
    boolean isSickSince(long since, Object image) {
        long others = 0;
        long failed = 0;
        for (Map.Entry<Object, Result> entry : latest.entrySet()) {
            if (entry.getValue().at - since >= 0 && !entry.getKey().equals(image)) {
                others++;
                failed += entry.getValue().failed ? 1 : 0;
            }
        }
        return others >= ENOUGH_OTHERS && FEW * failed > others;
    }

    /** Whether most of several images have failed of late. */
    boolean isSick(long now) {
        latest.values().removeIf(result -> now - result.at > memoryNanos);
        long failed = latest.values().stream().filter(Result::failed).count();
        return latest.size() >= ENOUGH && 2 * failed > latest.size();
    }
}
