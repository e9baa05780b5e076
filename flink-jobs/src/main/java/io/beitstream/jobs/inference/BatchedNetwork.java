package io.beitstream.jobs.inference;

import java.util.List;

/** What a micro-batcher calls. */
public interface BatchedNetwork<I, O> {
    /**
     * Results in the order of the inputs, one each. Called by one thread at a time.
     *
     * @throws RuntimeException if the batch fails as a whole
     */
    List<O> run(List<I> batch);

    /** Whether the network still works on an input that is known to be good. */
    boolean isHealthy();
}
