package io.beitstream.jobs.pipeline.inference;

/**
 * Loads one network of images. A parameter of jobs, so that tests bring networks of their own.
 *
 * @param <O> what the network computes of an image
 */
public interface NetworkLoader<O> extends SharedLoader<LoadedNetwork<O>> {
    @Override
    default NetworkLoader<O> on(String device) {
        return this;
    }
}
