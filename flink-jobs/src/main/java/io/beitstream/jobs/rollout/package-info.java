/** What is decided of a network's model, for all subtasks of a job: which serves, which is next. */
@NullMarked
package io.beitstream.jobs.rollout;

import org.jspecify.annotations.NullMarked;
