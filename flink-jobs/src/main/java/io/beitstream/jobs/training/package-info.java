/** Training in rounds: samples, trainers, merge; each round one bounded job. */
@NullMarked
package io.beitstream.jobs.training;

import org.jspecify.annotations.NullMarked;
