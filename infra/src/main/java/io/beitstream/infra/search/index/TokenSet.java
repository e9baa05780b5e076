package io.beitstream.infra.search.index;

import io.beitstream.infra.search.TokenGrid;
import java.util.Arrays;

/**
 * What two grids of visual tokens are compared by: the set of their codes with their places, each
 * code counting at its own place and at the eight around it. So a code that lies one place further,
 * as in a picture that was cropped, still has two thirds of its share in common.
 */
final class TokenSet {
    private static final int REACH = 1;

    private TokenSet() {}

    /** The set, sorted. */
    static long[] of(TokenGrid grid) {
        long[] elements = new long[grid.codes().length * (2 * REACH + 1) * (2 * REACH + 1)];
        int count = 0;
        for (int row = 0; row < grid.height(); row++) {
            for (int column = 0; column < grid.width(); column++) {
                int code = grid.codes()[row * grid.width() + column];
                for (int y = Math.max(0, row - REACH);
                        y <= Math.min(grid.height() - 1, row + REACH);
                        y++) {
                    for (int x = Math.max(0, column - REACH);
                            x <= Math.min(grid.width() - 1, column + REACH);
                            x++) {
                        long place = (long) y * grid.width() + x;
                        elements[count++] = place * grid.codebookSize() + code;
                    }
                }
            }
        }
        return Arrays.stream(elements, 0, count).sorted().distinct().toArray();
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
