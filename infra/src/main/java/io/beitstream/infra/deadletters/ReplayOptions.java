package io.beitstream.infra.deadletters;

import org.jspecify.annotations.Nullable;

/**
 * Where replayed events go, how often an event may be replayed, and how large a transaction is.
 *
 * @param to the topic of all events; null for the topics they came from
 * @param toFile whether events go to a file, so that none needs a topic
 * @param maxAttempts letters whose events have been replayed this often already are left
 * @param limit of events to replay
 * @param chunkEvents at most in one transaction
 * @param chunkBytes after which a transaction takes no more events
 */
public record ReplayOptions(
        @Nullable String to,
        boolean toFile,
        int maxAttempts,
        long limit,
        int chunkEvents,
        long chunkBytes) {
    private static final int CHUNK_EVENTS = 500;
    private static final long CHUNK_BYTES = 16L << 20;

    /** Options with chunks of a good size. */
    public static ReplayOptions of(
            @Nullable String to, boolean toFile, int maxAttempts, long limit) {
        return new ReplayOptions(to, toFile, maxAttempts, limit, CHUNK_EVENTS, CHUNK_BYTES);
    }
}
