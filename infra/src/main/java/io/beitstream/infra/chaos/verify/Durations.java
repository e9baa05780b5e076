package io.beitstream.infra.chaos.verify;

import java.util.Arrays;

/**
 * How many durations there are, with their median, 99th percentile and largest.
 *
 * @param count of how many
 * @param medianMillis -1, as the others, if there are none
 */
public record Durations(int count, int medianMillis, int ninetyNinthMillis, int worstMillis) {
    /** Summarises what is not negative. */
    public static Durations of(int[] millis) {
        int[] sorted = Arrays.stream(millis).filter(each -> each >= 0).sorted().toArray();
        return sorted.length == 0
                ? new Durations(0, -1, -1, -1)
                : new Durations(
                        sorted.length,
                        at(sorted, 0.5),
                        at(sorted, 0.99),
                        sorted[sorted.length - 1]);
    }

    private static int at(int[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1.0, Math.floor(share * sorted.length))];
    }
}
