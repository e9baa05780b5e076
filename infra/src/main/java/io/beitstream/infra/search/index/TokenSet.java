package io.beitstream.infra.search.index;

import io.beitstream.infra.search.TokenGrid;
import java.util.Arrays;

/** What two grids of visual tokens are compared by: the set of their codes. */
final class TokenSet {
    private TokenSet() {}

    /** The set, sorted. */
    static long[] of(TokenGrid grid) {
        return Arrays.stream(grid.codes()).asLongStream().sorted().distinct().toArray();
    }

    /** The share of the union that both sets hold, 0 to 1. */
    static double shared(long[] a, long[] b) {
        int common = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                common++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        int union = a.length + b.length - common;
        return union == 0 ? 0 : (double) common / union;
    }
}
