/** What goes out: records of features, dead letters and tombstones, and their sizes. */
@NullMarked
package io.beitstream.jobs.record;

import org.jspecify.annotations.NullMarked;
