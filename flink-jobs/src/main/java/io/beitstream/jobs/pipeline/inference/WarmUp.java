package io.beitstream.jobs.pipeline.inference;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The calls of a network before its first input: every size of batch, on the thread that is to run
 * it later. So no image waits for a compiler, and a size that does not fit is known.
 */
final class WarmUp<I, O> {
    /** libtorch profiles the first call of a size, and compiles in the second. */
    private static final int CALLS = 2;

    private final I good;
    private final IntPredicate wanted;
    private final Consumer<List<BatchRequest<I, O>>> batches;

    /**
     * @param good an input that is known to be good
     * @param wanted whether a size is still to be run
     * @param batches runs one, whatever becomes of it
     */
    WarmUp(I good, IntPredicate wanted, Consumer<List<BatchRequest<I, O>>> batches) {
        this.good = good;
        this.wanted = wanted;
        this.batches = batches;
    }

    void run(BatchSizes sizes) {
        for (int size : sizes.all()) {
            for (int call = 0; call < CALLS && wanted.test(size); call++) {
                BatchRequest<I, O> request = new BatchRequest<>(good, System.nanoTime());
                batches.accept(Collections.nCopies(size, request));
            }
        }
    }
}
