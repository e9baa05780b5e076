package io.beitstream.model.training.task;

import io.beitstream.model.TrainingSample;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A part of a step's batch. What is random about it goes by the part, whichever device computes it.
 *
 * @param mixing for what is drawn for the samples together
 * @param seed of what is random in the network
 */
record MicroBatch(List<TrainingSample> samples, RandomGenerator mixing, long seed) {}
