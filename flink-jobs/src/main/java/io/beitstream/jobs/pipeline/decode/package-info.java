/** Bytes become the squares that the networks take. */
@NullMarked
package io.beitstream.jobs.pipeline.decode;

import org.jspecify.annotations.NullMarked;
