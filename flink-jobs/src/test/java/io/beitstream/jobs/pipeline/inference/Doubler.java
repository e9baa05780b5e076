package io.beitstream.jobs.pipeline.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A network that doubles numbers, waits at its gate, and fails as a test says. */
class Doubler implements BatchedNetwork<Integer, Integer> {
    final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch entered = new CountDownLatch(1);
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile int poison = -1;
    volatile boolean healthy = true;
    volatile boolean compilesEachSize;
    volatile Error error;
    volatile Function<List<Integer>, RuntimeException> failure = batch -> null;

    @Override
    public List<Integer> run(List<Integer> batch) {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (error != null) {
            throw error;
        }
        if (batch.contains(poison)) {
            throw new IllegalStateException("poison");
        }
        RuntimeException failed = failure.apply(batch);
        if (failed != null) {
            throw failed;
        }
        batches.add(List.copyOf(batch));
        return batch.stream().map(i -> 2 * i).toList();
    }

    @Override
    public boolean compilesEachSize() {
        return compilesEachSize;
    }

    @Override
    public Integer knownGood() {
        return 0;
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }
}
