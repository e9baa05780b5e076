package io.beitstream.jobs.pipeline.reuse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ContentHash;
import io.beitstream.jobs.pipeline.outcome.Features;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The features of images that came by lately, by what their files hold. All subtasks of a scope
 * share one in a JVM, which lasts as long as anybody has it open; what it may take is bounded.
 * Thread-safe.
 */
public final class FeatureCache implements AutoCloseable {
    private static final ConcurrentMap<ReuseScope, FeatureCache> OPEN = new ConcurrentHashMap<>();

    /** Of an entry beside its numbers: digest, records, names, the cache's own. */
    private static final int OVERHEAD_BYTES = 400;

    private final ReuseScope scope;
    private final Cache<ContentHash, Features> features;
    private final AtomicInteger hits = new AtomicInteger();
    private int users;

    private FeatureCache(ReuseScope scope) {
        this.scope = scope;
        this.features =
                Caffeine.newBuilder()
                        .maximumWeight(scope.maxBytes())
                        .weigher((ContentHash key, Features value) -> bytes(value))
                        .executor(Runnable::run)
                        .build();
    }

    /** The cache of a scope; to be closed as often as it is opened. */
    public static FeatureCache open(ReuseScope scope) {
        return OPEN.compute(
                scope,
                (same, known) -> {
                    FeatureCache cache = known == null ? new FeatureCache(scope) : known;
                    cache.users++;
                    return cache;
                });
    }

    /** How often features of a scope were used again, while its cache has been open. */
    public static int hits(ReuseScope scope) {
        FeatureCache cache = OPEN.get(scope);
        return cache == null ? 0 : cache.hits.get();
    }

    /** What was computed of a file; null if it is not known (any more). */
    public @Nullable Features find(ContentHash content) {
        Features known = features.getIfPresent(content);
        if (known != null) {
            hits.incrementAndGet();
        }
        return known;
    }

    /** Remembers what was computed of an image that is through. */
    public void remember(ImageInFlight image) {
        ContentHash content = image.features().content();
        if (content != null && !image.features().reused()) {
            features.put(content, image.features());
        }
    }

    private static int bytes(Features features) {
        long bytes = OVERHEAD_BYTES;
        Codes codes = features.codes();
        bytes += codes == null ? 0 : (long) Integer.BYTES * codes.values().length;
        for (Vectors vectors : features.vectors()) {
            float[] patches = vectors.embedding().patches();
            bytes += (long) Float.BYTES * vectors.embedding().vector().length;
            bytes += patches == null ? 0 : (long) Float.BYTES * patches.length;
        }
        return Math.toIntExact(Math.min(bytes, Integer.MAX_VALUE));
    }

    @Override
    public void close() {
        OPEN.computeIfPresent(scope, (same, known) -> --known.users == 0 ? null : known);
    }
}
