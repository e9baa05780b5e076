/** What an image carries through all stages: its deadline and its share of the bytes in flight. */
@NullMarked
package io.beitstream.jobs.pipeline.ticket;

import org.jspecify.annotations.NullMarked;
