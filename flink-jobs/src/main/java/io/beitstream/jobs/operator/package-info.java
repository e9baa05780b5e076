/** Flink's side of the stages: one asynchronous operator that runs any of them. */
@NullMarked
package io.beitstream.jobs.operator;

import org.jspecify.annotations.NullMarked;
