package io.beitstream.jobs.pipeline.inference;

import java.util.List;
import java.util.stream.Stream;

/** The few sizes that batches have: powers of two up to a largest, and the largest itself. */
public record BatchSizes(int largest) {
    public BatchSizes {
        if (largest < 1) {
            throw new IllegalArgumentException("a batch holds at least one image");
        }
    }

    /** The largest size that {@code available} images fill. */
    public int atMost(int available) {
        return available >= largest ? largest : Integer.highestOneBit(available);
    }

    /** All sizes, ascending. */
    public List<Integer> all() {
        return Stream.concat(
                        Stream.iterate(1, size -> size < largest, size -> 2 * size),
                        Stream.of(largest))
                .toList();
    }
}
