/** Bytes become the squares that the networks take. */
@NullMarked
package io.beitstream.jobs.decode;

import org.jspecify.annotations.NullMarked;
