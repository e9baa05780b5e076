/** Gets the bytes of images that events only point to. */
@NullMarked
package io.beitstream.jobs.fetch;

import org.jspecify.annotations.NullMarked;
