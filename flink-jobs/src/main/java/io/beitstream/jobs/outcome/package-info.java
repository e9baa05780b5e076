/** What travels between the stages: a value so far, or a failure with its stage. */
@NullMarked
package io.beitstream.jobs.outcome;

import org.jspecify.annotations.NullMarked;
