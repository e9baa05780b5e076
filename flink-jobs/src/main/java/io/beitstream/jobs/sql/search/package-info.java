/** {@code VECTOR_SEARCH} over a running index of images. */
@NullMarked
package io.beitstream.jobs.sql.search;

import org.jspecify.annotations.NullMarked;
