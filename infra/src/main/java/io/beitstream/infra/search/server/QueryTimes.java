package io.beitstream.infra.search.server;

import java.util.Arrays;

/** How long the last queries took, and how many there were. Thread-safe. */
final class QueryTimes {
    private static final int KEPT = 1000;

    private final long[] nanos = new long[KEPT];
    private long count;

    /**
     * @param count of all queries since the start
     * @param p50Millis of the last 1,000; 0 before the first
     * @param p99Millis of the same
     */
    record Summary(long count, double p50Millis, double p99Millis) {}

    synchronized void add(long tookNanos) {
        nanos[(int) (count++ % KEPT)] = tookNanos;
    }

    synchronized Summary summary() {
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
        Arrays.sort(sorted);
        return new Summary(count, quantile(sorted, 0.5), quantile(sorted, 0.99));
    }

    /** The smallest value that at least this share of all does not exceed. */
    private static double quantile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return Math.round(sorted[Math.max(0, rank - 1)] / 1e4) / 100.0;
    }
}
