package io.beitstream.jobs.training;

import io.beitstream.model.TrainingSample;

/**
 * A sample as a trainer takes it.
 *
 * @param undecodable images that could not be decoded before this one could
 */
public record AugmentedSample(TrainingSample sample, int undecodable) {}
