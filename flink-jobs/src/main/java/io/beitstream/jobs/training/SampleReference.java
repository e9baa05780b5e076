package io.beitstream.jobs.training;

/**
 * A sample before it is read.
 *
 * @param index in the run's dataset
 */
public record SampleReference(int epoch, int index) {}
