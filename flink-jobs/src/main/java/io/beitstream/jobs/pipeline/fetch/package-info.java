/**
 * Gets the bytes of images that events only point to: which URIs may be fetched, how often it is
 * tried, and when a whole store is down rather than an image bad.
 */
@NullMarked
package io.beitstream.jobs.pipeline.fetch;

import org.jspecify.annotations.NullMarked;
