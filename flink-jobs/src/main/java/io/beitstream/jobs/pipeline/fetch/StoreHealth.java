package io.beitstream.jobs.pipeline.fetch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the latest images of a store fared. A store is sick while most of them fail, each by its
 * latest attempt: it answers some, so that it is not down, but a failure says nothing of the image.
 *
 * <p>Where fewer fail, it is a question of chance. If the store fails a share p of all attempts, a
 * sound image fails k in a row with probability p^k. The share is estimated from the attempts of
 * others since the image's first: what was well before does not speak against it.
 *
 * <p>Used under the lock of {@link StoreBreakers}.
 */
final class StoreHealth {
    private static final int REMEMBERED_IMAGES = 32;
    private static final int REMEMBERED_ATTEMPTS = 256;
    private static final int ENOUGH = 8;

    private record Attempt(Object image, boolean failed, long at) {}

    private final long memoryNanos;
    private final Map<Object, Attempt> latest = new LinkedHashMap<>();
    private final Deque<Attempt> attempts = new ArrayDeque<>();

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
        Attempt attempt = new Attempt(image, failed, now);
        latest.remove(image);
        latest.put(image, attempt);
        if (latest.size() > REMEMBERED_IMAGES) {
            latest.remove(latest.keySet().iterator().next());
        }
        attempts.add(attempt);
        if (attempts.size() > REMEMBERED_ATTEMPTS) {
            attempts.remove();
        }
    }

    /**
     * The share of attempts that fail, from those of other images since a time: (failed + 1) / (all
     * + 2), Laplace's rule, so that it is a half where there are none.
     */
    double failingSince(long since, Object image) {
        int all = 0;
        int failed = 0;
        for (Attempt attempt : attempts) {
            if (attempt.at - since >= 0 && !attempt.image.equals(image)) {
                all++;
                failed += attempt.failed ? 1 : 0;
            }
        }
        return (failed + 1.0) / (all + 2.0);
    }

    /** Whether most of several images have failed of late. */
    boolean isSick(long now) {
        latest.values().removeIf(attempt -> now - attempt.at > memoryNanos);
        long failed = latest.values().stream().filter(Attempt::failed).count();
        return latest.size() >= ENOUGH && 2 * failed > latest.size();
    }
}
