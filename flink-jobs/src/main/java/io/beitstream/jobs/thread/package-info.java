/** Threads of operators. */
@NullMarked
package io.beitstream.jobs.thread;

import org.jspecify.annotations.NullMarked;
