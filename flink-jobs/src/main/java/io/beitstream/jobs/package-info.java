/** The jobs: functions from their ends to a graph, and their options. */
@NullMarked
package io.beitstream.jobs;

import org.jspecify.annotations.NullMarked;
