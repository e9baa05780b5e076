package io.beitstream.infra.search.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/**
 * Bands of MinHash values: two sets of which a share {@code s} is in common have a given band alike
 * with probability {@code s^rows}. The hash functions are the same in every process.
 *
 * @param bands how many
 * @param rows MinHash values in each
 */
record MinHash(int bands, int rows) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** A term for each band; terms of different scopes are different. */
    List<BytesRef> terms(long[] set, String scope) {
        long[] mixed = Arrays.stream(set).map(MinHash::mix).toArray();
        long start = mix(scope.hashCode());
        List<BytesRef> terms = new ArrayList<>(bands);
        for (int band = 0; band < bands; band++) {
            long hash = start + band;
            for (int row = 0; row < rows; row++) {
                hash = mix(hash * GOLDEN + least(mixed, (band * rows + row + 1) * GOLDEN));
            }
            terms.add(new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(hash).array()));
        }
        return terms;
    }

    private static long least(long[] mixed, long seed) {
        long least = Long.MAX_VALUE;
        for (long value : mixed) {
            least = Math.min(least, mix(value ^ seed));
        }
        return least;
    }

    /**
     * A bijection whose output bits each depend on all input bits (the finalizer of SplitMix64).
     */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
