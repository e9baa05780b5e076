/** What travels between stages: source records, images in flight, failures. */
@NullMarked
package io.beitstream.jobs.pipeline.outcome;

import org.jspecify.annotations.NullMarked;
