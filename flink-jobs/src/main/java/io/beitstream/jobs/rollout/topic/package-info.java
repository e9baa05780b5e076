/** The control topic: what is wanted of jobs' models, and what is so. */
@NullMarked
package io.beitstream.jobs.rollout.topic;

import org.jspecify.annotations.NullMarked;
