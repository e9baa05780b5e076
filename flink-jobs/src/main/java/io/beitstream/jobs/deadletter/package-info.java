/** What could not be processed, with its cause. */
@NullMarked
package io.beitstream.jobs.deadletter;

import org.jspecify.annotations.NullMarked;
