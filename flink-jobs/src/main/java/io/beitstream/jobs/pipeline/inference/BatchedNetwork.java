package io.beitstream.jobs.pipeline.inference;

import java.util.List;

/** A network as a micro-batcher calls it. */
public interface BatchedNetwork<I, O> {
    /**
     * Results in the order of the inputs, one each. Called by as many threads at once as the device
     * takes batches, never with an empty batch.
     *
     * @throws io.beitstream.model.DeviceException if the device is to blame
     * @throws RuntimeException if the batch fails as a whole
     */
    List<O> run(List<I> batch);

    /**
     * Whether the first calls with a size of batch take much longer than later ones; then each size
     * is run before the first input.
     */
    default boolean compilesEachSize() {
        return false;
    }

    /** An input that is known to be good. */
    I knownGood();

    /** Whether the network still works on an input that is known to be good. */
    default boolean isHealthy() {
        return run(List.of(knownGood())).size() == 1;
    }
}
