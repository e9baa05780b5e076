package io.beitstream.jobs.pipeline.inference;

/**
 * A network with its weights on a device, which all slots of a JVM share.
 *
 * @param <I> what it takes
 * @param <O> what it computes of each
 */
public interface SharedNetwork<I, O> extends BatchedNetwork<I, O>, AutoCloseable {
    /**
     * Told once by each thread that will call it.
     *
     * @param threads that a call may use on the CPU; at least one
     */
    default void bindCaller(int threads) {}

    /** The id of the very weights that are loaded. */
    String modelId();

    @Override
    void close();
}
