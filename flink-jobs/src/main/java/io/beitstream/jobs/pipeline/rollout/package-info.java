/** Changing a network's model while images go on: a candidate is checked, and takes over. */
@NullMarked
package io.beitstream.jobs.pipeline.rollout;

import org.jspecify.annotations.NullMarked;
