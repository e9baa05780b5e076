/** A topic of images, up to its current end, as tar shards that training can read in any order. */
@NullMarked
package io.beitstream.jobs.snapshot;

import org.jspecify.annotations.NullMarked;
